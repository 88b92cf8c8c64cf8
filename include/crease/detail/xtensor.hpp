// SPDX-License-Identifier: BSD-3-Clause
// layer 0 · The one door to xtensor, from 0.24 (flat headers) to 0.27 (headers in folders); nothing else in
// crease names <xtensor/...>. Kept to what every user of crease pays for: containers and lazy functions.
#ifndef CREASE_DETAIL_XTENSOR_HPP
#define CREASE_DETAIL_XTENSOR_HPP

#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xfixed.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xfunction.hpp>
#else
#include <xtensor/xfixed.hpp>
#include <xtensor/xfunction.hpp>
#include <xtensor/xtensor.hpp>
#endif

#endif // CREASE_DETAIL_XTENSOR_HPP
