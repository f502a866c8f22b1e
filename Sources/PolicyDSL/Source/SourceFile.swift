/// A rule file as it was read: its bytes and where each of its lines begins.
public struct SourceFile: Sendable {
  /// The path as the user gave it, with `/` between folders. Diagnostics show it.
  public let path: String

  /// The bytes of the file, unchanged.
  public let bytes: [UInt8]

  /// The offset of the first byte of each line; never empty.
  private let lineStarts: [Int]

  /// Creates a file from its path and its bytes; any bytes are allowed.
  public init(path: String, bytes: [UInt8]) {
    self.path = path
    self.bytes = bytes
    var starts = [0]
    for index in bytes.indices {
      if bytes[index] == UInt8(ascii: "\n") {
        starts.append(index + 1)
      } else if bytes[index] == UInt8(ascii: "\r"),
        index + 1 == bytes.count || bytes[index + 1] != UInt8(ascii: "\n")
      {
        starts.append(index + 1)
      }
    }
    lineStarts = starts
  }

  /// Creates a file from a string, for tests and generated rules.
  public init(path: String, text: String) {
    self.init(path: path, bytes: Array(text.utf8))
  }

  /// The folder part of the path, without the last `/`; empty for a bare file name.
  public var folder: String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "" }
    return String(path[..<slash])
  }

  /// Returns the line and the column of a byte, both counted from 1; a column is a Unicode scalar.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let line = lineIndex(of: offset)
    let start = lineStarts[line]
    let prefix = bytes[start..<min(max(offset, start), bytes.count)]
    return (line + 1, String(decoding: prefix, as: UTF8.self).unicodeScalars.count + 1)
  }

  /// Returns the text of one line, counted from 1, without its line ending.
  public func line(_ number: Int) -> String {
    String(decoding: lineBytes(number), as: UTF8.self)
  }

  /// Returns the bytes from `lower` to the end of the line that `lower` lies on.
  func lineEnd(from lower: Int) -> Int {
    var end = lower
    while end < bytes.count, bytes[end] != UInt8(ascii: "\n"), bytes[end] != UInt8(ascii: "\r") {
      end += 1
    }
    return end
  }

  /// The text between two offsets, with unreadable bytes replaced.
  public func text(_ span: SourceSpan) -> String {
    let lower = min(max(span.lower, 0), bytes.count)
    return String(decoding: bytes[lower..<min(max(span.upper, lower), bytes.count)], as: UTF8.self)
  }

  /// The offset of the first byte of the line on which `offset` lies.
  func lineStart(of offset: Int) -> Int { lineStarts[lineIndex(of: offset)] }

  private func lineBytes(_ number: Int) -> ArraySlice<UInt8> {
    let start = lineStarts[min(max(number, 1), lineStarts.count) - 1]
    return bytes[start..<lineEnd(from: start)]
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

/// A stretch of bytes in one of the files that are compiled together.
public struct SourceSpan: Hashable, Sendable {
  /// The position of the file in the list that was compiled.
  public let file: Int

  /// The offset of the first byte.
  public let lower: Int

  /// The offset behind the last byte.
  public let upper: Int

  /// Creates a span; `upper` is never less than `lower`.
  public init(file: Int, lower: Int, upper: Int) {
    self.file = file
    self.lower = lower
    self.upper = max(lower, upper)
  }

  /// Returns the span that reaches from the start of this one to the end of `other`.
  public func joined(with other: SourceSpan) -> SourceSpan {
    SourceSpan(file: file, lower: min(lower, other.lower), upper: max(upper, other.upper))
  }
}
