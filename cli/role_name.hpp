#pragma once

#include <weir/role.hpp>
