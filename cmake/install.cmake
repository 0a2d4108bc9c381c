# What `cmake --install` puts in place: libraries with their headers, the command, the CMake package, pkg-config files, pages and examples.
include(CMakePackageConfigHelpers)

set(WEIR_CMAKE_DIR ${CMAKE_INSTALL_LIBDIR}/cmake/weir)
install(TARGETS weir weir_expressions weir_stages EXPORT weir-targets FILE_SET HEADERS)
if(WEIR_BUILD_COMMAND)
  include(cmake/install_command.cmake)
endif()
install(EXPORT weir-targets NAMESPACE weir:: DESTINATION ${WEIR_CMAKE_DIR})

configure_package_config_file(cmake/weir-config.cmake.in ${PROJECT_BINARY_DIR}/package/weir-config.cmake
  INSTALL_DESTINATION ${WEIR_CMAKE_DIR} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/package/weir-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/package/weir-config.cmake ${PROJECT_BINARY_DIR}/package/weir-config-version.cmake
  DESTINATION ${WEIR_CMAKE_DIR})

# A program that links static libraries links also what is in them; to shared ones that is a private matter.
if(NOT BUILD_SHARED_LIBS)
  install(FILES cmake/FindRe2.cmake cmake/FindUtf8proc.cmake cmake/FindCompression.cmake DESTINATION ${WEIR_CMAKE_DIR})
  set(WEIR_PC_REQUIRES "tbb, yaml-cpp, fmt")
  set(WEIR_PC_LIBS -pthread)
  set(WEIR_EXPRESSIONS_PC_REQUIRES ", fmt, re2")
  set(WEIR_STAGES_PC_REQUIRES ", weir-expressions = ${PROJECT_VERSION}, fmt, libutf8proc, re2, simdjson, libisal, libdeflate, libzstd, liblzma, liblz4, sqlite3")
  set(WEIR_STAGES_PC_LIBS "-l${CMAKE_DL_LIBS} -lbz2")
endif()
file(RELATIVE_PATH WEIR_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
foreach(name IN ITEMS weir weir-expressions weir-stages)
  configure_file(cmake/${name}.pc.in ${PROJECT_BINARY_DIR}/package/${name}.pc @ONLY)
  install(FILES ${PROJECT_BINARY_DIR}/package/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endforeach()

include(cmake/install_docs.cmake)

if(BUILD_SHARED_LIBS AND PROJECT_IS_TOP_LEVEL)
  include(cmake/debian_package.cmake)
endif()
