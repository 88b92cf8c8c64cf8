# Runs ${command} and fails unless it exits with 0 and prints the text of the file ${expected}.
file(READ ${expected} wanted)
execute_process(COMMAND ${command} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
if(NOT code STREQUAL "0" OR NOT out STREQUAL wanted)
  message(FATAL_ERROR "expected exit code 0 and the text\n${wanted}\ngot ${code} and\n${out}${err}")
endif()
