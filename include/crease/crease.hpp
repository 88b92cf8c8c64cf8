// SPDX-License-Identifier: BSD-3-Clause
// layer 14 · The door: everything light, in one include.
#ifndef CREASE_CREASE_HPP
#define CREASE_CREASE_HPP

#include <crease/activations.hpp>
#include <crease/anatomy/line.hpp>
#include <crease/any_activation.hpp>
#include <crease/apply.hpp>
#include <crease/build.hpp>
#include <crease/curve_algebra.hpp>
#include <crease/curve_difference.hpp>
#include <crease/dense.hpp>
#include <crease/difference.hpp>
#include <crease/error.hpp>
#include <crease/explain.hpp>
#include <crease/grade.hpp>
#include <crease/initializers.hpp>
#include <crease/inspect.hpp>
#include <crease/language.hpp>
#include <crease/lift.hpp>
#include <crease/model.hpp>
#include <crease/network.hpp>
#include <crease/piecewise_linear.hpp>
#include <crease/predictor.hpp>
#include <crease/report_text.hpp>
#include <crease/sequential.hpp>
#include <crease/softmax.hpp>
#include <crease/summary.hpp>
#include <crease/targets.hpp>
#include <crease/trace.hpp>
#include <crease/version.hpp>

#endif // CREASE_CREASE_HPP
