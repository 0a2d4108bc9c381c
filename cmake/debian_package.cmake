# `cpack` in a build with shared libraries and CMAKE_INSTALL_PREFIX=/usr: the package of `make deb`.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "The maintainers of weir")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY ${PROJECT_DESCRIPTION})
set(CPACK_PACKAGE_DESCRIPTION "weir runs dataflow pipelines that a YAML file describes, with every queue bounded.
This package has the command, its libraries with their headers, and examples.")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION utils)
# What the libraries are linked with, and the BLAS that matrix.multiply loads when it is first used.
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR}/framework ${PROJECT_BINARY_DIR}/expressions ${PROJECT_BINARY_DIR}/stages)
set(CPACK_DEBIAN_PACKAGE_DEPENDS libopenblas0-pthread)
include(CPack)
