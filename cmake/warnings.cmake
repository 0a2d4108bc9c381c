# Warnings and sanitizers for weir's own targets; nothing of it reaches a program that uses weir.
add_library(weir_own_build INTERFACE)
target_compile_options(weir_own_build INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wunused
  # GCC 12 warns of overlap inside std::string where there is none: https://gcc.gnu.org/bugzilla/show_bug.cgi?id=105651
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>
  $<$<BOOL:${WEIR_WARNINGS_AS_ERRORS}>:-Werror>)
if(WEIR_SANITIZE)
  target_compile_options(weir_own_build INTERFACE -fsanitize=${WEIR_SANITIZE} -fno-omit-frame-pointer -g)
  target_link_options(weir_own_build INTERFACE -fsanitize=${WEIR_SANITIZE})
endif()
