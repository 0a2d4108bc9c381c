#include "register.hpp"

#include "exec/exec_pipe.hpp"
#include "exec/exec_read.hpp"
#include "exec/exec_run.hpp"
#include "exec/exec_write.hpp"

namespace weir::stages {

void register_exec(Registry& registry) {
  registry.add<ExecPipe>("exec.pipe");
  registry.add<ExecRead>("exec.read");
  registry.add<ExecRun>("exec.run");
  registry.add<ExecWrite>("exec.write");
}

}  // namespace weir::stages
