# The command, and what it prints for others: completions where the shells look for them, the manual page, the schema for editors.
install(TARGETS weir_command)
if(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
  return()
endif()

# Debian's zsh looks into vendor-completions for what packages bring; every zsh looks into site-functions of its own prefix.
set(zsh_folder site-functions)
if(EXISTS /etc/debian_version AND CMAKE_INSTALL_PREFIX STREQUAL "/usr")
  set(zsh_folder vendor-completions)
endif()
set(WEIR_ZSH_COMPLETION_DIR ${CMAKE_INSTALL_DATADIR}/zsh/${zsh_folder} CACHE STRING "Where zsh's completions are installed")

set(own_files ${PROJECT_BINARY_DIR}/package)
install(FILES ${own_files}/weir.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME weir)
install(FILES ${own_files}/_weir DESTINATION ${WEIR_ZSH_COMPLETION_DIR})
install(FILES ${own_files}/weir.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${own_files}/weir.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES ${own_files}/weir.schema.json DESTINATION ${CMAKE_INSTALL_DATADIR}/weir)
