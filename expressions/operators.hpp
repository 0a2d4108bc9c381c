#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>

namespace weir::expressions {

/// How tightly an operator binds, the loosest first.
enum Level : std::uint8_t { kOr = 1, kAnd, kNot, kEquality, kOrder, kSum, kProduct, kConcatenation, kSign };

/// An operator between two operands, and the function that it is.
struct Operator {
  std::string_view symbol;
  Level level;
  std::string_view function;
};
inline constexpr std::array kBinary{
    Operator{"or", kOr, "or"},       Operator{"and", kAnd, "and"},    Operator{"=", kEquality, "="}, Operator{"==", kEquality, "="},
    Operator{"<>", kEquality, "<>"}, Operator{"!=", kEquality, "<>"}, Operator{"<", kOrder, "<"},    Operator{"<=", kOrder, "<="},
    Operator{">", kOrder, ">"},      Operator{">=", kOrder, ">="},    Operator{"+", kSum, "+"},      Operator{"-", kSum, "-"},
    Operator{"*", kProduct, "*"},    Operator{"/", kProduct, "/"},    Operator{"%", kProduct, "%"},  Operator{"||", kConcatenation, "||"},
};

/// Names that cannot be columns without double quotes.
inline constexpr std::array<std::string_view, 20> kReserved{"and",    "or",  "not",    "between", "in",   "like", "glob",
                                                            "regexp", "is",  "isnull", "notnull", "case", "when", "then",
                                                            "else",   "end", "cast",   "null",    "true", "false"};

[[nodiscard]] inline bool is_reserved(std::string_view keyword) {
  return std::find(kReserved.begin(), kReserved.end(), keyword) != kReserved.end();
}

}  // namespace weir::expressions
