# ${command} compiles ${source}. Fails unless the first line of its output with "error:" holds the sentence of the
# comment at the source's top, and unless it compiles, without a word, once mended: with ${mended} instead of ${broken}.
file(READ ${source} text)
if(NOT text MATCHES "^// SPDX[^\n]*\n((// [^\n]*\n)+)")
  message(FATAL_ERROR "${source} does not begin with the sentence to expect")
endif()
string(REGEX REPLACE "\n(// )?" " " sentence "${CMAKE_MATCH_1}")
string(REGEX REPLACE "^// (.*) $" "\\1" sentence "${sentence}")

execute_process(COMMAND ${command} ${broken} ${source} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
if(code STREQUAL "0")
  message(FATAL_ERROR "compiles, and should not: ${sentence}")
endif()
string(REGEX MATCH "[^\n]*error:[^\n]*" first "${out}")
string(FIND "${first}" "${sentence}" place)
if(place EQUAL -1)
  message(FATAL_ERROR "expected in the first error\n${sentence}\ngot\n${first}\nof\n${out}")
endif()

execute_process(COMMAND ${command} ${mended} ${source} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE out)
if(NOT code STREQUAL "0" OR NOT out STREQUAL "")
  message(FATAL_ERROR "expected to compile once mended, got\n${out}")
endif()
