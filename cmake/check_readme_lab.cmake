# Runs ${command} and fails unless it prints the first text block of ${readme}, up to the line of the mean squared
# error, which rounding may change.
include(${CMAKE_CURRENT_LIST_DIR}/readme_programs.cmake)
file(READ ${readme} text)
take_block("${text}" text block rest)
string(REGEX REPLACE "Mean squared error.*" "" block "${block}")
execute_process(COMMAND ${command} RESULT_VARIABLE code OUTPUT_VARIABLE out)
string(FIND "${out}" "${block}" place)
if(block STREQUAL "" OR place EQUAL -1 OR NOT code STREQUAL "0")
  message(FATAL_ERROR "expected exit code 0 and the README's text\n${block}\ngot ${code} and\n${out}")
endif()
