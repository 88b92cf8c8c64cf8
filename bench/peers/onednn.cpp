// SPDX-License-Identifier: BSD-3-Clause
// Peer: oneDNN's matmul and its inner product, each with relu as post-operation, weights reordered once to
// the layout the primitive asks for, primitives and arguments kept; and its eltwise. Float only.
#include "peer.hpp"

#include <cstddef>
#include <dnnl.hpp>
#include <omp.h>
#include <type_traits>
#include <utility>
#include <vector>

namespace {

using bench::job, bench::operation, bench::task;
using dnnl::memory;
using tag = memory::format_tag;

memory::desc described(std::size_t rows, std::size_t columns, tag layout) {
    return {
        {static_cast<memory::dim>(rows), static_cast<memory::dim>(columns)}, memory::data_type::f32, layout};
}
memory wrapped(const memory::desc& desc, const dnnl::engine& engine, const float* data) {
    return {desc, engine, const_cast<float*>(data)};
}

/// A primitive with its arguments. Called through the C interface: the C++ one builds a vector each time.
struct call {
    dnnl::primitive primitive;
    std::vector<memory> memories;
    std::vector<dnnl_exec_arg_t> arguments;

    call(dnnl::primitive p, std::vector<std::pair<int, memory>> named) : primitive{std::move(p)} {
        for (auto& [name, mem] : named) {
            arguments.push_back({name, mem.get()});
            memories.push_back(std::move(mem));
        }
    }
    void operator()(const dnnl::stream& stream) const {
        dnnl_primitive_execute(primitive.get(), stream.get(), static_cast<int>(arguments.size()),
                               arguments.data());
    }
};

struct session {
    dnnl::engine engine{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream{engine};
    std::vector<call> calls;
};

task running(session s, int threads, const float* y) {
    return bench::as_task(
        [s = std::move(s), y] {
            for (const call& each : s.calls) each(s.stream);
            return y;
        },
        [threads] { omp_set_num_threads(threads); });
}

/// The primitive of the one layer, for weights of any layout.
template <class Primitive>
auto primitive_for(const bench::layer<float>& layer, std::size_t batch, const dnnl::engine& engine) {
    constexpr bool matmul = std::is_same_v<Primitive, dnnl::matmul>;
    dnnl::primitive_attr attributes;
    dnnl::post_ops after;
    if (layer.relu)
        after.append_eltwise(1, dnnl::algorithm::eltwise_relu, 0, 0);
    attributes.set_post_ops(after);
    const auto x = described(batch, layer.in, tag::ab), a = described(batch, layer.out, tag::ab);
    if constexpr (matmul) {
        const typename Primitive::desc wanted(x, described(layer.in, layer.out, tag::any),
                                              described(1, layer.out, tag::ab), a);
        return typename Primitive::primitive_desc(wanted, attributes, engine);
    } else {
        const memory::desc bias({static_cast<memory::dim>(layer.out)}, memory::data_type::f32, tag::a);
        const typename Primitive::desc wanted(dnnl::prop_kind::forward_inference, x,
                                              described(layer.out, layer.in, tag::any), bias, a);
        return typename Primitive::primitive_desc(wanted, attributes, engine);
    }
}

template <class Primitive> task network(const job<float>& job) {
    if (job.what != operation::network)
        return {};
    omp_set_num_threads(job.threads); // primitives are made for a number of threads
    session s;
    memory h = wrapped(described(job.batch, job.layers[0].in, tag::ab), s.engine, job.x);
    for (const auto& layer : job.layers) {
        const auto chosen = primitive_for<Primitive>(layer, job.batch, s.engine);
        // The kernel (in, out) row-major; to inner_product it is (out, in) column-major.
        const auto given = std::is_same_v<Primitive, dnnl::matmul> ? described(layer.in, layer.out, tag::ab)
                                                                   : described(layer.out, layer.in, tag::ba);
        memory kernel = wrapped(given, s.engine, layer.kernel), packed(chosen.weights_desc(), s.engine);
        dnnl::reorder(kernel, packed).execute(s.stream, kernel, packed);
        s.stream.wait();
        memory bias = wrapped(chosen.bias_desc(), s.engine, layer.bias);
        memory a = &layer == &job.layers.back() ? wrapped(chosen.dst_desc(), s.engine, job.y)
                                                : memory(chosen.dst_desc(), s.engine);
        s.calls.emplace_back(
            Primitive(chosen),
            std::vector<std::pair<int, memory>>{
                {DNNL_ARG_SRC, h}, {DNNL_ARG_WEIGHTS, packed}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, a}});
        h = a;
    }
    return running(std::move(s), job.threads, job.y);
}

task elementwise(const job<float>& job) {
    if (job.what == operation::network)
        return {};
    using dnnl::algorithm, dnnl::eltwise_forward;
    session s;
    const auto row = described(1, job.batch, tag::ab);
    const eltwise_forward::desc wanted(
        dnnl::prop_kind::forward_inference,
        job.what == operation::relu ? algorithm::eltwise_relu : algorithm::eltwise_logistic, row, 0);
    s.calls.emplace_back(eltwise_forward(eltwise_forward::primitive_desc(wanted, s.engine)),
                         std::vector<std::pair<int, memory>>{{DNNL_ARG_SRC, wrapped(row, s.engine, job.x)},
                                                             {DNNL_ARG_DST, wrapped(row, s.engine, job.y)}});
    return running(std::move(s), job.threads, job.y);
}

} // namespace

const bench::way bench::ways[] = {{"oneDNN matmul", network<dnnl::matmul>, nullptr},
                                  {"oneDNN inner product", network<dnnl::inner_product_forward>, nullptr},
                                  {"oneDNN", elementwise, nullptr},
                                  {}};
