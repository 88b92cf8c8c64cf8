# Runs ${command} and fails unless it exits with 0 and prints something that matches ${says}, and nothing on stderr.
execute_process(COMMAND ${command} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(NOT code STREQUAL "0" OR NOT out MATCHES "${says}" OR NOT err STREQUAL "")
  message(FATAL_ERROR "expected exit code 0 and ${says}\ngot ${code}\nstdout: ${out}\nstderr: ${err}")
endif()
