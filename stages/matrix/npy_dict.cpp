#include "matrix/npy_dict.hpp"

#include <limits>
#include <optional>

#include <fmt/format.h>

#include <weir/error.hpp>

namespace weir::stages {

namespace {

constexpr std::size_t kMaxDimensions = 32;  // NumPy's own limit until version 2

class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  NpyDict dict() {
    if (!take('{')) throw Error("its header is not a dict");
    while (!take('}')) {
      member();
      if (take(',')) continue;
      if (!take('}')) throw Error("its header is malformed: ',' or '}' is missing after a value");
      break;
    }
    skip_space();
    if (!rest_.empty()) throw Error("its header is malformed: something follows the dict");
    return whole();
  }

 private:
  void member() {
    const std::string key = string("a key");
    if (!take(':')) throw Error(fmt::format("its header is malformed: ':' is missing after '{}'", key));
    if (key == "descr") {
      once(key, descr_.has_value());
      descr_ = descr();
    } else if (key == "fortran_order") {
      once(key, fortran_order_.has_value());
      fortran_order_ = boolean();
    } else if (key == "shape") {
      once(key, shape_.has_value());
      shape_ = tuple();
    } else {
      throw Error(fmt::format("its header has an unknown key '{}'", key));
    }
  }

  static void once(const std::string& key, bool seen) {
    if (seen) throw Error(fmt::format("its header has '{}' twice", key));
  }

  std::string descr() {
    skip_space();
    if (!rest_.empty() && rest_.front() == '[') throw Error("its elements are records; those of a matrix are numbers");
    return string("a string for 'descr'");
  }

  std::string string(const char* what) {
    skip_space();
    if (rest_.empty() || (rest_.front() != '\'' && rest_.front() != '"')) throw Error(fmt::format("its header lacks {}", what));
    const char quote = rest_.front();
    const std::size_t end = rest_.find(quote, 1);
    if (end == std::string_view::npos) throw Error("its header has a string without an end");
    const std::string_view inside = rest_.substr(1, end - 1);
    for (const char c : inside) {
      if (c < ' ' || c > '~' || c == '\\') throw Error("its header has a string with a character that is not plain ASCII");
    }
    rest_.remove_prefix(end + 1);
    return std::string(inside);
  }

  bool boolean() {
    if (take_word("True")) return true;
    if (take_word("False")) return false;
    throw Error("its header lacks True or False for 'fortran_order'");
  }

  std::vector<std::uint64_t> tuple() {
    if (!take('(')) throw Error("its header lacks a tuple for 'shape'");
    std::vector<std::uint64_t> numbers;
    bool comma = true;
    while (!take(')')) {
      if (!comma) throw Error("its header is malformed: ',' or ')' is missing in 'shape'");
      if (numbers.size() == kMaxDimensions) throw Error(fmt::format("its shape has more than {} dimensions", kMaxDimensions));
      numbers.push_back(number());
      comma = take(',');
    }
    if (numbers.size() == 1 && !comma) throw Error("its header lacks a tuple for 'shape': one number needs a comma");
    return numbers;
  }

  std::uint64_t number() {
    if (take('-')) throw Error("its shape has a negative number");
    skip_space();
    std::uint64_t value = 0;
    std::size_t digits = 0;
    for (; digits < rest_.size() && rest_[digits] >= '0' && rest_[digits] <= '9'; ++digits) {
      const auto digit = static_cast<std::uint64_t>(rest_[digits] - '0');
      if (value > (std::numeric_limits<std::uint64_t>::max() - digit) / 10) throw Error("its shape has a number beyond 64 bits");
      value = value * 10 + digit;
    }
    if (digits == 0) throw Error("its shape has something that is not a whole number");
    if (digits > 1 && rest_.front() == '0') throw Error("its shape has a number that starts with 0");
    rest_.remove_prefix(digits);
    if (rest_.starts_with('L')) rest_.remove_prefix(1);  // as Python 2 wrote a long number
    return value;
  }

  NpyDict whole() {
    if (!descr_) throw Error("its header lacks the key 'descr'");
    if (!fortran_order_) throw Error("its header lacks the key 'fortran_order'");
    if (!shape_) throw Error("its header lacks the key 'shape'");
    return {std::move(*descr_), *fortran_order_, std::move(*shape_)};
  }

  void skip_space() {
    while (!rest_.empty() && (rest_.front() == ' ' || rest_.front() == '\n')) rest_.remove_prefix(1);
  }

  bool take(char c) {
    skip_space();
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  bool take_word(std::string_view word) {
    skip_space();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }

  std::string_view rest_;
  std::optional<std::string> descr_;
  std::optional<bool> fortran_order_;
  std::optional<std::vector<std::uint64_t>> shape_;
};

}  // namespace

NpyDict parse_npy_dict(std::string_view text) {
  return Parser(text).dict();
}

}  // namespace weir::stages
