// SPDX-License-Identifier: BSD-3-Clause
// layer 15 · The door to anatomy: lines, planes, regions, and what follows from them.
#ifndef CREASE_ANATOMY_HPP
#define CREASE_ANATOMY_HPP

#include <crease/anatomy/box_report.hpp>
#include <crease/anatomy/line.hpp>
#include <crease/anatomy/line_readings.hpp>
#include <crease/anatomy/lipschitz.hpp>
#include <crease/anatomy/output_range.hpp>
#include <crease/anatomy/plane.hpp>
#include <crease/anatomy/plane_level.hpp>
#include <crease/anatomy/plane_svg.hpp>
#include <crease/anatomy/region_at.hpp>
#include <crease/anatomy/regions.hpp>
#include <crease/difference.hpp>
#include <crease/simplify.hpp>

#endif // CREASE_ANATOMY_HPP
