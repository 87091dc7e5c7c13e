"""The tour: what scripts/quickstart shows, told in plain words. The lab does the work."""
