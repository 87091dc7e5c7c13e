#include <doctest/doctest.h>

#include <map>
#include <optional>
#include <string>
#include <vector>
