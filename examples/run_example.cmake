# cmake -DCOMMAND=PROGRAM;ARGUMENTS -DEXPECTED=FILE -P run_example.cmake
# Fails unless the command ends with 0, prints to stdout just what the file says, and nothing to stderr.
execute_process(COMMAND ${COMMAND} RESULT_VARIABLE status OUTPUT_VARIABLE printed ERROR_VARIABLE errors)
file(READ ${EXPECTED} expected)
if(NOT status EQUAL 0 OR NOT printed STREQUAL expected OR NOT errors STREQUAL "")
  message(FATAL_ERROR "exit status ${status}\n--- stdout\n${printed}--- expected\n${expected}--- stderr, expected to be empty\n${errors}")
endif()
