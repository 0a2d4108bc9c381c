/// What OpenBLAS built without threads answers to the question how it was built.
extern "C" int openblas_get_parallel() {
  return 0;
}
