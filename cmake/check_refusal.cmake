# Runs ${command} and fails unless it exits with 2, one line on stderr and nothing on stdout.
execute_process(COMMAND ${command} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(NOT code STREQUAL "2" OR NOT err MATCHES "^[^\n]+\n$" OR NOT out STREQUAL "")
  message(FATAL_ERROR "expected exit code 2 and one line on stderr, got ${code}\nstdout: ${out}\nstderr: ${err}")
endif()
