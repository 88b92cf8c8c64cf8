# Runs ${command} and fails unless it exits with 0 and prints the text of the file ${expected}; with ${noise_is_0},
# numbers nearer to 0 than 1e-14 count as 0.
file(READ ${expected} wanted)
execute_process(COMMAND ${command} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(noise_is_0)
  string(REGEX REPLACE "-?[0-9.]+e-([1-3][0-9][0-9]|1[5-9]|[2-9][0-9])" "0" out "${out}")
endif()
if(NOT code STREQUAL "0" OR NOT out STREQUAL wanted)
  message(FATAL_ERROR "expected exit code 0 and the text\n${wanted}\ngot ${code} and\n${out}${err}")
endif()
