# Warnings and sanitizers for weir's own targets; nothing of it reaches a program that uses weir.
add_library(weir_own_build INTERFACE)
target_compile_options(weir_own_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused
  $<$<BOOL:${WEIR_WARNINGS_AS_ERRORS}>:-Werror>)
if(WEIR_SANITIZE)
  target_compile_options(weir_own_build INTERFACE -fsanitize=${WEIR_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(weir_own_build INTERFACE -fsanitize=${WEIR_SANITIZE})
endif()
