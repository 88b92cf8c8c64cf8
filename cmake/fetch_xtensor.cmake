# xtensor and xtl from their sources, at versions that are tested together, as the targets that find_package(xtensor)
# would bring. Their own CMakeLists.txt are left aside: they have tests and install rules, would show their warnings,
# and xtl's asks for a newer CMake than crease does.
include(FetchContent)
message(STATUS "crease: no xtensor found, so 0.26.0 is fetched with xtl 0.8.0 (not with CREASE_FETCH_XTENSOR=OFF)")
FetchContent_Declare(xtl SOURCE_SUBDIR none
  GIT_REPOSITORY https://github.com/xtensor-stack/xtl.git GIT_TAG ef84e9f27020ad54961c99acd293d80d4b775dd3) # 0.8.0
FetchContent_Declare(xtensor SOURCE_SUBDIR none
  GIT_REPOSITORY https://github.com/xtensor-stack/xtensor.git GIT_TAG f31d415a507b84d0097436a38293df3f56906ad1) # 0.26.0
FetchContent_MakeAvailable(xtl xtensor)
foreach(name xtl xtensor)
  if(NOT IS_DIRECTORY ${${name}_SOURCE_DIR}/include/${name})
    message(FATAL_ERROR "crease: expected the sources of ${name} in ${${name}_SOURCE_DIR}, with headers in include/${name}")
  endif()
  if(NOT TARGET ${name})
    add_library(${name} INTERFACE IMPORTED GLOBAL)
    set_target_properties(${name} PROPERTIES INTERFACE_INCLUDE_DIRECTORIES ${${name}_SOURCE_DIR}/include)
  endif()
endforeach()
set_property(TARGET xtensor APPEND PROPERTY INTERFACE_LINK_LIBRARIES xtl)
