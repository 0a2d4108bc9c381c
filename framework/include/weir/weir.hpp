#pragma once

// Everything that an author of stages or a program that embeds pipelines needs, but the test kit (`weir/testing.hpp`).

#include <weir/choices.hpp>
#include <weir/config.hpp>
#include <weir/description.hpp>
#include <weir/duration.hpp>
#include <weir/error.hpp>
#include <weir/error_scope.hpp>
#include <weir/event.hpp>
#include <weir/footprint.hpp>
#include <weir/inlet.hpp>
#include <weir/item.hpp>
#include <weir/kind_info.hpp>
#include <weir/move_only.hpp>
#include <weir/next.hpp>
#include <weir/on_error.hpp>
#include <weir/outlet.hpp>
#include <weir/output.hpp>
#include <weir/outputs.hpp>
#include <weir/param_value.hpp>
#include <weir/pipeline.hpp>
#include <weir/plan.hpp>
#include <weir/plugin.hpp>
#include <weir/push_result.hpp>
#include <weir/registry.hpp>
#include <weir/rejected.hpp>
#include <weir/report.hpp>
#include <weir/role.hpp>
#include <weir/run.hpp>
#include <weir/size.hpp>
#include <weir/stage.hpp>
#include <weir/stage_factory.hpp>
#include <weir/stage_memory.hpp>
#include <weir/stopping.hpp>
#include <weir/stream.hpp>
#include <weir/version.hpp>
