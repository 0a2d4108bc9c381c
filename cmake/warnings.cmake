# Warnings and sanitizers for weir's own targets; nothing of it reaches a program that uses weir.
add_library(weir_own_build INTERFACE)
target_compile_options(weir_own_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused
  # False in GCC 12: overlap inside std::string (https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105651), and the payload of an empty
  # std::optional (https://gcc.gnu.org/bugzilla/show_bug.cgi?id=80635).
  "$<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict;-Wno-maybe-uninitialized>"
  $<$<BOOL:${WEIR_WARNINGS_AS_ERRORS}>:-Werror>)
if(WEIR_SANITIZE)
  # Without vptr: oneTBB 2021.8's flow graph looks at a task once more after it has destroyed it, in its own headers.
  target_compile_options(weir_own_build INTERFACE -fsanitize=${WEIR_SANITIZE} -fno-sanitize=vptr -fno-omit-frame-pointer -g)
  target_link_options(weir_own_build INTERFACE -fsanitize=${WEIR_SANITIZE})
endif()
