# cmake -DWEIR=command -DFOLDER=folder -P write_own_files.cmake: writes what the command prints for shells, man and editors to files.
function(write_own_file name)
  file(MAKE_DIRECTORY ${FOLDER})
  execute_process(COMMAND ${WEIR} ${ARGN} OUTPUT_FILE ${FOLDER}/${name} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

write_own_file(weir.bash completion bash)
write_own_file(_weir completion zsh)
write_own_file(weir.fish completion fish)
write_own_file(weir.1 man)
write_own_file(weir.schema.json schema)
