// What `weir kinds csv.read` says, and what the params have to be.

#include <optional>
#include <string>

#include <fmt/format.h>

#include "rows/csv_read.hpp"
#include "text/path_params.hpp"

namespace weir::stages {

namespace {

constexpr const char* kCsvText =
    "A file is as RFC 4180 has it, and as people write it: cells in quotes may have delimiters, line ends and doubled quotes in them; "
    "lines end with LF or CR LF; blank lines are skipped, and so is a byte order mark of UTF-8. A record has at most 64 MiB. A file "
    "that is compressed with gzip, zstd, xz, bzip2 or lz4 is recognised by its first bytes, whatever its name, and decompressed while it "
    "is read, from a pipe, too, all its members one after another; where it is damaged or cut short the run ends with an error. A file "
    "in UTF-16 or UTF-32, or whose lines end with CR alone, is refused, with the command that converts it.\n\n"
    "columns names the columns to read, with their types: bool, int, float, text or time (2024-01-31T12:00:00Z). They are found by "
    "the names in the header of each file, which are case-sensitive, or without a header in their order; others are passed over. Left "
    "out, names and types are those that the first 64 KiB of the first file with a record show when the pipeline is planned, and all "
    "files have to have these columns. A pipe cannot be looked at beforehand: there, columns says them.\n\n"
    "Numbers that would not come out as they went in are taken for identifiers: where those 64 KiB show a 007, a +4930123456 or a "
    "whole number that is too large for an int, the column is text. An identifier that comes only later, in a column of numbers, is "
    "malformed: name the columns, with the types that are meant.\n\n"
    "A name that comes again in a header gets a number (a, a_2, a_3), and an empty one becomes column_N, where N is its place, from "
    "1. Without a header all names are made so, and the first record of all files says how many columns there are.\n\n"
    "A delimiter that is left out is decided once, for all files: the one of , ; | and tab by which most records in those 64 KiB have "
    "as many cells as the first. Where a pipe comes before the first file with a record, it is a comma (with decimal_comma a "
    "semicolon).\n\n"
    "A record is malformed when it has more or fewer cells than the header (without one, than the first record of all), a cell that "
    "is not of its column's type or not UTF-8, or quotes that are not closed. The first one ends the run, with its file, line and "
    "reason; with on_malformed: skip they leave by the output rejected (file, line, reason, text), are counted as malformed, and the "
    "rest is read. With bad_values: null a value that cannot be read is null instead.\n\n";

std::optional<Problem> not_one_byte(const std::optional<std::string>& text) {
  if (!text || (text->size() == 1 && text->find_first_of("\"\r\n") == std::string::npos)) return std::nullopt;
  return Problem(fmt::format("'{}' is not one character of ASCII", *text), "a quote and a line end have meanings of their own");
}

}  // namespace

void CsvRead::describe(Description<Params>& d) {
  d.summary("Reads rows from CSV files, one after another, and parses them on all workers that have nothing else to do.");
  d.details(std::string(kCsvText) + kPathsText + "\n\n" + kSkippingText +
            " So it is with a file that is compressed, or whose header lacks a column.");
  d.example(
      "- name: orders\n"
      "  kind: csv.read\n"
      "  params:\n"
      "    paths: [data/orders.csv]\n"
      "    columns: {id: int, amount: float, country: text}\n");
  describe_paths(d);
  d.param("columns", &Params::columns,
          "names of the columns to read, and their types; left out: all, as the first file with a record shows them");
  d.param("delimiter", &Params::delimiter,
          "the character between cells; left out: the one of , ; | and tab that fits the first file with a record");
  d.param("header", &Params::header, "whether the first record of each file has the names of the columns");
  d.param("comment", &Params::comment, "a line that begins with this character is skipped");
  d.param("decimal_comma", &Params::decimal_comma, "whether floats are written 1,5 instead of 1.5");
  d.param("nulls", &Params::nulls, "cells that are null; a text in quotes never is");
  d.param("bad_values", &Params::bad_values, "what is made of a value that is not of its column's type");
  d.param("on_malformed", &Params::on_malformed, "what is done about a malformed record");
  describe_skipping(d);
  d.memory([](const Params&) { return CsvRead::memory(); });
  d.check("delimiter", wrong_delimiter);
  d.check("comment", wrong_comment);
}

std::optional<Problem> CsvRead::wrong_delimiter(const Params& params) {
  if (auto wrong = not_one_byte(params.delimiter)) return wrong;
  if (params.decimal_comma && params.delimiter == ",")
    return Problem("decimals have commas, too", "leave out decimal_comma, or the delimiter");
  return std::nullopt;
}

std::optional<Problem> CsvRead::wrong_comment(const Params& params) {
  if (auto wrong = not_one_byte(params.comment)) return wrong;
  const std::string delimiter = params.delimiter.value_or(params.decimal_comma ? ";" : ",");
  if (params.comment == delimiter) return Problem("it is the delimiter, too", params.delimiter ? "name another" : "name the delimiter");
  return std::nullopt;
}

}  // namespace weir::stages
