# The pages with all that they link to, and the examples. Links into the sources lead to where those are installed.
set(examples ${CMAKE_INSTALL_DATADIR}/weir/examples)
install(DIRECTORY configs DESTINATION ${examples})
install(FILES data/book.txt data/events.jsonl data/orders.csv data/rates.csv data/web.log data/README.md DESTINATION ${examples}/data)

file(RELATIVE_PATH to_headers /${CMAKE_INSTALL_DOCDIR}/docs /${CMAKE_INSTALL_INCLUDEDIR})
file(GLOB_RECURSE pages RELATIVE ${PROJECT_SOURCE_DIR} CONFIGURE_DEPENDS docs/*.md)
foreach(page IN LISTS pages)
  file(READ ${page} text)
  string(REPLACE "](../framework/include/" "](${to_headers}/" text "${text}")
  string(REPLACE "](../tests/processor/" "](" text "${text}")
  file(WRITE ${PROJECT_BINARY_DIR}/package/${page} "${text}")
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${page})
endforeach()
install(DIRECTORY ${PROJECT_BINARY_DIR}/package/docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES tests/processor/from_python_test.cpp DESTINATION ${CMAKE_INSTALL_DOCDIR}/docs)
install(FILES README.md CHANGELOG.md CONTRIBUTING.md LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY examples DESTINATION ${CMAKE_INSTALL_DOCDIR})

# The README names `configs/`, which run beside `data/`: links, so that both are installed once.
file(RELATIVE_PATH to_examples /${CMAKE_INSTALL_DOCDIR} /${examples})
foreach(folder IN ITEMS configs data)
  install(CODE "
    set(link \"\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}/${folder}\")
    file(CREATE_LINK ${to_examples}/${folder} \"\$ENV{DESTDIR}\${link}\" SYMBOLIC)
    list(APPEND CMAKE_INSTALL_MANIFEST_FILES \"\${link}\")")
endforeach()
