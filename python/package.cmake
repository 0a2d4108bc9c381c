# `cpack --config build/release/python/CPackConfig.cmake` makes the Debian package python3-weir, of what the component `python` installs.
set(CPACK_GENERATOR DEB)
set(CPACK_INSTALL_CMAKE_PROJECTS ${PROJECT_BINARY_DIR} weir python /)
set(CPACK_OUTPUT_CONFIG_FILE ${CMAKE_CURRENT_BINARY_DIR}/CPackConfig.cmake)
set(CPACK_SOURCE_OUTPUT_CONFIG_FILE ${CMAKE_CURRENT_BINARY_DIR}/CPackSourceConfig.cmake)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CONTACT "The maintainers of weir")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Parallel calls and dataflow pipelines for Python")
set(CPACK_PACKAGE_DESCRIPTION "weir runs dataflow pipelines that a YAML file describes, with every queue bounded.
This package has its Python module, with stages in Python and calls that work on all cores.")
set(CPACK_DEBIAN_PACKAGE_NAME python3-weir)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION python)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# The module is of this version of Python; multiplying loads the BLAS when it is first used.
math(EXPR next_minor "${Python_VERSION_MINOR} + 1")
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "python3 (>= ${Python_VERSION_MAJOR}.${Python_VERSION_MINOR}), python3 (<< ${Python_VERSION_MAJOR}.${next_minor}), libopenblas0-pthread")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS python3-numpy)
include(CPack)
