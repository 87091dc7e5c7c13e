"""The lab: real SoftHSM tokens, a real OpenBao and the real service in throw-away folders.

The quickstart and the end-to-end tests stand on the same files, so what a newcomer sees is what the
tests prove. One noun a file; the standard library only; loopback only; every wait is bounded.
"""
