// SPDX-License-Identifier: BSD-3-Clause
// layer 4 · What explain says, sentence by sentence, in each language.
#ifndef CREASE_DETAIL_EXPLAIN_PHRASES_HPP
#define CREASE_DETAIL_EXPLAIN_PHRASES_HPP

#include <crease/detail/phrase.hpp>

namespace crease::detail::phrases {

inline constexpr phrase next_sentence{" ", ""};
inline constexpr phrase next_clause{"; ", "；"};
inline constexpr phrase the_output{"the output", "输出"};
inline constexpr phrase output{"output {0}", "输出 {0}"};
inline constexpr phrase at_output{"{0} ({1})", "{0}（{1}）"};
inline constexpr phrase more_outputs{"those of {0} more outputs", "另外 {0} 个输出的斜率"};
inline constexpr phrase more_places{"{0} more", "另外 {0} 处"};
inline constexpr phrase left_out_segments{"  ({0} more segments are left out)\n", "  （其余 {0} 段从略）\n"};
inline constexpr phrase left_out_parts{"      ({0} more parts are left out)\n",
                                       "      （其余 {0} 部分从略）\n"};
inline constexpr phrase left_out_outputs{"  ({0} more outputs are left out)\n",
                                         "  （其余 {0} 个输出从略）\n"};
inline constexpr phrase left_out_pairs{"({0} more such pairs are left out)\n", "（其余 {0} 对从略）\n"};
inline constexpr phrase left_out_units{"({0} more units are left out)\n", "（其余 {0} 个单元从略）\n"};
inline constexpr phrase left_out_creases{"  ({0} more creases are left out)\n",
                                         "  （其余 {0} 个折点从略）\n"};

// Beginning and end.
inline constexpr phrase one_unit{"1 {0} unit", "1 个 {0} 单元"};
inline constexpr phrase some_units{"{1} {0} units", "{1} 个 {0} 单元"};
inline constexpr phrase layer_of{"{0} ({1})", "{0}（{1}）"};
inline constexpr phrase hidden_layers{"the hidden layers {0}", "隐藏层 {0}"};
inline constexpr phrase one_segment{"On {0} the output is one straight segment, made by {1}.\n",
                                    "在 {0} 上，输出是一段直线，由 {1} 给出。\n"};
inline constexpr phrase some_segments{
    "On {0} the output is {2} straight segments, stitched together by {1}: on each, the slopes that the "
    "units "
    "add there make up the slope of the segment.\n",
    "在 {0} 上，输出由 {2} "
    "段直线组成，由 {1} 拼接而成：在每一段上，各单元贡献的斜率相加，就是这一段的斜率。\n"};
inline constexpr phrase no_hidden_layer{
    "There is no hidden layer: the output is {0} of z = {1}, and bends only where its own z passes a knot.\n",
    "这个网络没有隐藏层：输出是 z = {1} 经过 {0} 的结果，只在它自己的 z 越过转折点时才弯折。\n"};
inline constexpr phrase of_z{
    "The output layer is {0}: all of this is about its z, before {0} bends it into y.\n",
    "输出层是 {0}：以下说的都是它的 z，即经过 {0} 之前的值。\n"};
inline constexpr phrase bent_again{
    "The output layer is {0}: it bends what the units add up to once more. The slopes that units add are "
    "those "
    "of its z, before that.\n",
    "输出层是 {0}：各单元相加的结果还要再经过它弯折一次。下面说的单元斜率，都是对它的 z 而言。\n"};
inline constexpr phrase end_values{"At x = {0} the output is {1}, at x = {2} it is {3}.",
                                   "在 x = {0} 处输出为 {1}，在 x = {2} 处输出为 {3}。"};
inline constexpr phrase bias_shifts{
    "The output's bias {0} moves the whole curve up or down and changes no slope.",
    "输出层的偏置 {0} 只把整条曲线上下平移，不改变任何斜率。"};
inline constexpr phrase slopes_cancel{
    "- {0} cancel each other: on all of {1} their slopes are equal and opposite.",
    "- {0} 相互抵消：在整个 {1} 上，它们的斜率大小相等、符号相反。"};

// The ledger.
inline constexpr phrase ledger_title{"\nSlopes, segment by segment:\n", "\n逐段看斜率：\n"};
inline constexpr phrase ledger_line{"  {0}  {1}, slope {2}", "  {0}  {1}，斜率 {2}"};
inline constexpr phrase ledger_line_of_output{"  {0}  {1}, output {3}, slope {2}",
                                              "  {0}  {1}，输出 {3}，斜率 {2}"};
inline constexpr phrase term{"{0}: {1}", "{0}: {1}"};
inline constexpr phrase more_terms{"{0} more units: {1}", "其余 {0} 个单元: {1}"};
inline constexpr phrase nothing_on{": no unit is on", "：没有激活的单元"};
inline constexpr phrase nothing_added{": no unit adds a slope", "：没有单元贡献斜率"};
inline constexpr phrase they_cancel{" (they cancel)", "（相互抵消）"};
inline constexpr phrase output_is_flat{": {0} of the output layer is flat here, whatever the units add",
                                       "：输出层的 {0} 在这里是平的，各单元的贡献都传不出来"};
inline constexpr phrase in_parts{", put together in more than one way:", "，由几种组合依次给出："};

// Units of a single hidden layer.
inline constexpr phrase units_title{"\nUnit by unit:\n", "\n逐个看单元：\n"};
inline constexpr phrase owner{"- {0}, z = {1}{2}, owns {3}.", "- {0}（z = {1}{2}）负责 {3}。"};
inline constexpr phrase joint_owner{"- {0}, z = {1}{2}, owns {3} together with {4}.",
                                    "- {0}（z = {1}{2}）与 {4} 共同负责 {3}。"};
inline constexpr phrase no_owner{"- {0}, z = {1}{2}.", "- {0}（z = {1}{2}）。"};
inline constexpr phrase output_weight{", output weight {0}", "，输出权重 {0}"};
inline constexpr phrase dead{
    "It is dead: on {0} its z is at most {1}, so it never comes on and adds nothing.",
    "它是“死”单元：在 {0} 上它的 z 最大为 {1}，从不激活，没有任何贡献。"};
inline constexpr phrase unheard{"Its output weight is 0: whatever it does, the output does not notice.",
                                "它的输出权重是 0：无论它怎样变化，输出都不受影响。"};
inline constexpr phrase silent_first{"It is silent until x = {0}{1}.", "在 x = {0} 之前它保持沉默{1}。"};
inline constexpr phrase silent_between{"From x = {0} to x = {2} it is silent{1}.",
                                       "从 x = {0} 到 x = {2} 它保持沉默{1}。"};
inline constexpr phrase silent_last{
    "At x = {0} its z reaches {3} and {2} cuts it off: from there on it adds exactly 0{1}.",
    "到 x = {0} 处，它的 z 变为 {3}，{2} 把它切断：此后它的贡献恒为 0{1}。"};
inline constexpr phrase no_interference{", so it does not interfere with {0}", "，因此不会干扰 {0}"};
inline constexpr phrase active_first{"It is on from the start and adds slope {1} until x = {0}.",
                                     "它一开始就处于激活状态，到 x = {0} 为止贡献斜率 {1}。"};
inline constexpr phrase sloped_first{"Until x = {0} it adds slope {1}.", "到 x = {0} 为止它贡献斜率 {1}。"};
inline constexpr phrase active_between{"From x = {0} to x = {2} it adds slope {1}.",
                                       "从 x = {0} 到 x = {2} 它贡献斜率 {1}。"};
inline constexpr phrase active_last{"From x = {0} on it adds slope {1}.", "从 x = {0} 起它贡献斜率 {1}。"};
inline constexpr phrase always_on{
    "It is always on: nothing cuts it off, and every segment has its slope {0} in it.",
    "它始终激活：没有什么把它切断，每一段里都有它贡献的斜率 {0}。"};
inline constexpr phrase always_flat{
    "It is always on, but its z does not depend on x: it adds no slope, only the same {0} everywhere.",
    "它始终激活，但它的 z 与 x 无关：不贡献斜率，只是处处给出相同的 {0}。"};
inline constexpr phrase smooth_flat{
    "Its z does not depend on x: it adds no slope, only the same {0} everywhere.",
    "它的 z 与 x 无关：不贡献斜率，只是处处给出相同的 {0}。"};
inline constexpr phrase never_silent{"It never goes silent.", "它从不沉默。"};
inline constexpr phrase leaks_first{
    "Until x = {0} {2} lets {3} of its slope through: slope {1} leaks into {4}.",
    "在 x = {0} 之前，{2} 保留它斜率的 {3} 倍：斜率 {1} 渗入 {4}。"};
inline constexpr phrase leaks_last{
    "At x = {0} {2} does not cut it off: {3} of its slope stays, and slope {1} leaks into {4}.",
    "到 x = {0} 处，{2} 并不把它切断，而是保留它斜率的 {3} 倍：斜率 {1} 仍渗入 {4}。"};
inline constexpr phrase turns_last{"At x = {0} it turns round: from there on it adds slope {1}.",
                                   "到 x = {0} 处它掉转方向：此后贡献斜率 {1}。"};
inline constexpr phrase held_first{"Until x = {0} it is held at {1}: a constant, which adds no slope{2}.",
                                   "在 x = {0} 之前它停在 {1}：只是一个常数，不贡献斜率{2}。"};
inline constexpr phrase held_between{
    "From x = {0} to x = {3} it is held at {1}: a constant, which adds no slope{2}.",
    "从 x = {0} 到 x = {3} 它停在 {1}：只是一个常数，不贡献斜率{2}。"};
inline constexpr phrase held_last{
    "At x = {0} it saturates: from there on it is held at {1}, a constant, which adds no slope{2}.",
    "到 x = {0} 处它饱和了：此后停在 {1}，只是一个常数，不贡献斜率{2}。"};
inline constexpr phrase held_throughout{
    "It is saturated: on {0} it is held at {1}, a constant, which adds no slope.",
    "它饱和了：在 {0} 上一直停在 {1}，只是一个常数，不贡献斜率。"};
inline constexpr phrase leaves_slopes{" and leaves the slope of {0} alone", "，不影响 {0} 的斜率"};
inline constexpr phrase alone{"It alone gives {0} its slope.", "{0} 的斜率由它单独决定。"};
inline constexpr phrase with_slope{"{0} (slope {1})", "{0}（斜率 {1}）"};
inline constexpr phrase adds_up{"Together with {0} this makes slope {1} on {2}.",
                                "它与 {0} 相加，使 {2} 的斜率为 {1}。"};
inline constexpr phrase extends{"It stays on, so its contribution extends into {0}.",
                                "此后它一直激活，贡献延伸到 {0}。"};
inline constexpr phrase reaches{"Its contribution extends into {0}.", "它的贡献延伸到 {0}。"};
inline constexpr phrase takes_part{"It takes part in {0}.", "它也参与 {0}。"};

// Units of several hidden layers.
inline constexpr phrase layer_title{"\nUnits of {0}, {1}:\n", "\n{0} 的单元（{1}）：\n"};
inline constexpr phrase last_layer_title{"\nUnits of {0}, {1}, whose slopes add up above:\n",
                                         "\n{0} 的单元（{1}），上面相加的就是它们的斜率：\n"};
inline constexpr phrase with_z{"{0}, z = {1}", "{0}（z = {1}）"};
inline constexpr phrase unit_sentence{"{0}: {1}.", "{0}：{1}。"};
inline constexpr phrase on_throughout{"always on", "始终激活"};
inline constexpr phrase dead_throughout{"dead: its z is at most {0}, so it is never on",
                                        "“死”单元：它的 z 最大为 {0}，从不激活"};
inline constexpr phrase passes_all{"linear, so it passes everything on and has no crease of its own",
                                   "线性单元，原样传递，自己没有折点"};
inline constexpr phrase held_at_throughout{"held at {0} throughout", "始终停在 {0}"};
inline constexpr phrase scaled_throughout{"its slope times {0} throughout", "斜率始终乘以 {0}"};
inline constexpr phrase on_in{"on in {0}", "在 {0} 上激活"};
inline constexpr phrase silent_in{"silent in {0}", "在 {0} 上沉默"};
inline constexpr phrase held_in{"held at {1} in {0}", "在 {0} 上停在 {1}"};
inline constexpr phrase scaled_in{"its slope times {1} in {0}", "在 {0} 上斜率乘以 {1}"};
inline constexpr phrase bends_output{"bends the output at x = {0}", "在 x = {0} 处使输出弯折"};
inline constexpr phrase bends_nothing{"none of its creases reaches the output", "它的折点都传不到输出"};
inline constexpr phrase unheard_line{"all weights after it are 0, so nothing notices it",
                                     "它后面的权重都是 0，对后面没有任何影响"};
inline constexpr phrase inherited{
    "\nA crease of an earlier layer bends the units after it as long as they pass it on: their slope then "
    "changes "
    "although they do not switch.\n",
    "\n前面各层的折点会经由没有沉默的单元传到后面：这些单元自己没有切换状态，斜率却随之改变。\n"};

// Creases.
inline constexpr phrase creases_title{"\nCreases and their owners:\n", "\n折点及其归属：\n"};
inline constexpr phrase crease_line{"  x = {0}: {1}; {2}\n", "  x = {0}：{1}；{2}\n"};
struct change_phrase {
    phrase one, some;
};
inline constexpr change_phrase changes[] = {
    {{"{0} goes off", "{0} 关闭"}, {"{0} go off", "{0} 关闭"}},
    {{"{0} comes on", "{0} 激活"}, {"{0} come on", "{0} 激活"}},
    {{"{0} saturates", "{0} 饱和"}, {"{0} saturate", "{0} 饱和"}},
    {{"{0} is no longer saturated", "{0} 脱离饱和"}, {"{0} are no longer saturated", "{0} 脱离饱和"}},
    {{"{0} turns", "{0} 转折"}, {"{0} turn", "{0} 转折"}}};
inline constexpr phrase more_units{"{0} more", "另外 {0} 个单元"};
inline constexpr phrase becomes{"slope {0} becomes {1}", "斜率由 {0} 变为 {1}"};
inline constexpr phrase becomes_at_output{"output {2}: slope {0} becomes {1}",
                                          "输出 {2} 的斜率由 {0} 变为 {1}"};
inline constexpr phrase turns_cancel{"their turns cancel, the output does not bend",
                                     "各自的转折相互抵消，输出没有弯折"};
inline constexpr phrase not_noticed{"this does not reach the output, which does not bend",
                                    "这个变化传不到输出，输出没有弯折"};

// Linear networks.
inline constexpr phrase all_linear{
    "Every layer is linear, and a sum of linear maps is one linear map: here {0}. It has one slope for all "
    "x: "
    "no unit is ever silent, so there is no crease, and whatever one unit changes, it changes "
    "everywhere.\n",
    "每一层都是线性的，而线性映射之和仍是一个线性映射：这里是 {0}。对所有 x 只有一个斜率：没有单元会沉默，"
    "因此没有折点；任何一个单元的改变，都会影响整条直线。\n"};
inline constexpr phrase linear_map{"y = {0}", "y = {0}"};
inline constexpr phrase linear_map_of_output{"y{1} = {0}", "y{1} = {0}"};
inline constexpr phrase needs_relu{
    "However many linear units are added, the line stays straight; to bend it, a unit must be able to go "
    "silent, as ReLU does.\n",
    "再增加多少线性单元，它仍是一条直线；要让它弯折，单元必须能够沉默，ReLU 正是这样。\n"};

// Smooth hidden layers.
inline constexpr phrase smooth_layers{
    "The units of {0} are smooth: {1} only bends and is never exactly off. On {2} nothing is cut off: every "
    "unit whose weights are not 0 adds a slope everywhere, large or small.\n",
    "{0} 的单元是平滑的：{1} 只会弯曲，从不完全关闭。在 {2} 上没有单元会被切断："
    "只要权重不为 0，每个单元处处都贡献斜率，只是有大有小。\n"};
inline constexpr phrase smooth_after_creases{
    "The units of {0} are smooth: {1} only bends and is never exactly off. Other layers may have creases, "
    "but "
    "between creases the curve is bent too: on {2} there are no straight segments to own.\n",
    "{0} 的单元是平滑的：{1} 只会弯曲，从不完全关闭。其他层可能有折点，但折点之间的曲线仍是弯的："
    "在 {2} 上没有可以归属于某个单元的直线段。\n"};
inline constexpr phrase hidden_layer{"the hidden layer", "隐藏层"};
inline constexpr phrase smooth_title{"\nSlopes at three places:\n", "\n三处的斜率：\n"};
inline constexpr phrase smooth_line{"  x = {0}: slope {1}", "  x = {0}：斜率 {1}"};
inline constexpr phrase smooth_line_of_output{"  x = {0}, output {2}: slope {1}",
                                              "  x = {0}，输出 {2}：斜率 {1}"};
inline constexpr phrase smooth_middle{"Its z passes 0 at x = {0}, where it adds slope {1}.",
                                      "它的 z 在 x = {0} 处越过 0，在那里贡献斜率 {1}。"};
inline constexpr phrase smooth_ends{
    "It adds slope {1} at x = {0} and {3} at x = {2}: it is never exactly off.",
    "它在 x = {0} 处贡献斜率 {1}，在 x = {2} 处贡献 {3}：从不完全关闭。"};
inline constexpr phrase relu_would{
    "A ReLU unit with the same z would be silent {0}, and would leave the curve alone there.",
    "换成 z 相同的 ReLU 单元，它 {0} 就会沉默，在那里完全不影响曲线。"};
inline constexpr phrase before{"until x = {0}", "在 x = {0} 之前"};
inline constexpr phrase after{"from x = {0} on", "从 x = {0} 起"};
inline constexpr phrase tiny{"less than a double can hold", "小到双精度数无法表示"};

} // namespace crease::detail::phrases
#endif // CREASE_DETAIL_EXPLAIN_PHRASES_HPP
