/// Walks over the tokens of JSON, after RFC 8259.
///
/// It never calls itself: brackets inside brackets are counted in a list, to a limited depth, so that no
/// text can exhaust the stack. The bytes must be valid UTF-8.
struct JSONScanner {
  /// The text that holds the tokens; the scanner looks at no byte behind `end`.
  let bytes: [UInt8]

  /// The offset of the next byte.
  private(set) var position: Int

  /// The offset behind the last byte to look at.
  private(set) var end: Int

  /// The line of the next byte, counted from 1.
  private(set) var line = 1

  /// How deep arrays and objects may stand in each other.
  static let depthLimit = 100

  /// Creates a scanner of `bytes` from the offset `start` on.
  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    position = start
    end = bytes.count
  }

  /// The next byte; `nil` at the end.
  var current: UInt8? { position < end ? bytes[position] : nil }

  // MARK: Lines

  /// Makes the line on which the scanner stands all that it looks at.
  mutating func beginLine() {
    end = bytes[position...].firstIndex(where: CellText.isLineBreak) ?? bytes.count
  }

  /// Goes to the line behind the present one, whatever is left of it.
  mutating func endLine() {
    position = end
    end = bytes.count
    if position < end { takeLineBreak() }
  }

  /// Takes spaces, tabs and line breaks.
  mutating func skipSpace() {
    while position < end, CellText.isBlank(bytes[position]) {
      if CellText.isLineBreak(bytes[position]) { takeLineBreak() } else { position += 1 }
    }
  }

  private mutating func takeLineBreak() {
    let isPair =
      bytes[position] == UInt8(ascii: "\r") && position + 1 < end
      && bytes[position + 1] == UInt8(ascii: "\n")
    position += isPair ? 2 : 1
    line += 1
  }

  // MARK: Tokens

  /// Takes a byte if it stands here.
  mutating func take(_ byte: UInt8) -> Bool {
    guard current == byte else { return false }
    position += 1
    return true
  }

  /// Takes a byte and the space around it.
  mutating func expect(_ byte: UInt8) throws(JSONFault) {
    skipSpace()
    guard take(byte) else { throw unexpected() }
    skipSpace()
  }

  /// Takes the null, true or false that begins here.
  mutating func word(_ word: String) throws(JSONFault) {
    for byte in word.utf8 {
      guard take(byte) else { throw unexpected() }
    }
  }

  /// Takes a number and returns its text.
  mutating func number() throws(JSONFault) -> ArraySlice<UInt8> {
    let start = position
    _ = take(UInt8(ascii: "-"))
    if take(UInt8(ascii: "0")) {
      if let current, (0x30...0x39).contains(current) { throw JSONFault(.leadingZero, at: start, line) }
    } else {
      try digits()
    }
    if take(UInt8(ascii: ".")) { try digits() }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
      try digits()
    }
    return bytes[start..<position]
  }

  private mutating func digits() throws(JSONFault) {
    let start = position
    while position < end, (0x30...0x39).contains(bytes[position]) { position += 1 }
    if position == start { throw unexpected() }
  }

  /// Takes a string and puts its text into `text`.
  ///
  /// - Returns: Whether every `\u` of a surrogate has its other half; a half alone becomes U+FFFD.
  mutating func string(_ text: inout [UInt8]) throws(JSONFault) -> Bool {
    text.removeAll(keepingCapacity: true)
    guard take(UInt8(ascii: "\"")) else { throw unexpected() }
    var isWhole = true
    while true {
      let plain = bytes[position..<end].prefix { !Self.endsPlainText($0) }
      text.append(contentsOf: plain)
      position = plain.endIndex
      guard let byte = current else { throw JSONFault(.unfinished, at: position, line) }
      if take(UInt8(ascii: "\"")) { return isWhole }
      guard byte == UInt8(ascii: "\\") else { throw JSONFault(.controlCharacter, at: position, line) }
      let scalar = try escape()
      if scalar == nil { isWhole = false }
      text.append(contentsOf: UTF8.encode(scalar ?? "\u{FFFD}")!)
    }
  }

  private static func endsPlainText(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20
  }

  /// Takes a backslash and what it stands for; `nil` for one half of a surrogate pair.
  private mutating func escape() throws(JSONFault) -> Unicode.Scalar? {
    let start = position
    guard position + 1 < end else { throw JSONFault(.unfinished, at: end, line) }
    let letter = bytes[position + 1]
    position += 2
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"): break
    default: throw JSONFault(.escape, at: start, line)
    }
    guard let unit = codeUnit() else { throw JSONFault(.escape, at: start, line) }
    guard UTF16.isLeadSurrogate(unit) else { return Unicode.Scalar(unit) }
    // Without its other half, the pair is left alone: what stands there has a meaning of its own.
    let behind = position
    guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")), let other = codeUnit(),
      UTF16.isTrailSurrogate(other)
    else {
      position = behind
      return nil
    }
    return Unicode.Scalar(0x10000 + UInt32(unit & 0x3FF) << 10 + UInt32(other & 0x3FF))
  }

  /// Takes four hexadecimal digits.
  private mutating func codeUnit() -> UInt16? {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = Self.hexadecimalValue(byte) else { return nil }
      unit = unit << 4 | UInt16(digit)
      position += 1
    }
    return unit
  }

  private static func hexadecimalValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46, 0x61...0x66: (byte & 0xDF) - 0x41 + 10
    default: nil
    }
  }

  // MARK: Values

  /// Takes a value of any kind and returns its text.
  mutating func value() throws(JSONFault) -> ArraySlice<UInt8> {
    let start = position
    var closing: [UInt8] = []
    var text: [UInt8] = []
    repeat {
      try open(&closing, &text)
      try close(&closing, &text)
    } while !closing.isEmpty
    return bytes[start..<position]
  }

  /// Takes brackets up to the first thing that stands in them, and that, too, unless there is nothing.
  private mutating func open(_ closing: inout [UInt8], _ text: inout [UInt8]) throws(JSONFault) {
    while current == UInt8(ascii: "{") || current == UInt8(ascii: "[") {
      guard closing.count < Self.depthLimit else { throw JSONFault(.tooDeep, at: position, line) }
      let isObject = take(UInt8(ascii: "{")) || !take(UInt8(ascii: "["))
      closing.append(UInt8(ascii: isObject ? "}" : "]"))
      skipSpace()
      if current == closing.last { return }
      if isObject { try key(&text) }
    }
    switch current {
    case UInt8(ascii: "\""): _ = try string(&text)
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    default: _ = try number()
    }
  }

  /// Takes the brackets that end here, up to the next thing that stands in one of them.
  private mutating func close(_ closing: inout [UInt8], _ text: inout [UInt8]) throws(JSONFault) {
    while let bracket = closing.last {
      skipSpace()
      if take(bracket) {
        closing.removeLast()
        continue
      }
      try expect(UInt8(ascii: ","))
      if bracket == UInt8(ascii: "}") { try key(&text) }
      return
    }
  }

  /// Takes the key of a member and the colon behind it.
  mutating func key(_ text: inout [UInt8]) throws(JSONFault) {
    _ = try string(&text)
    try expect(UInt8(ascii: ":"))
  }

  /// The fault that the text does not go on as it must.
  func unexpected() -> JSONFault {
    JSONFault(position < end ? .unexpected : .unfinished, at: position, line)
  }
}

/// A place in a JSON text behind which nothing can be read.
struct JSONFault: Error {
  enum Kind {
    /// The text ends too early.
    case unfinished
    /// Something stands where it cannot.
    case unexpected
    /// A backslash with something it cannot stand before.
    case escape
    /// A control character, raw in a string.
    case controlCharacter
    /// A number that begins with zero.
    case leadingZero
    /// Too many brackets inside each other.
    case tooDeep
    /// Something behind the value.
    case textBehind
    /// The file is no array.
    case notAnArray
  }

  /// What is wrong.
  let kind: Kind

  /// The offset of the byte at fault.
  let offset: Int

  /// Its line, counted from 1.
  let line: Int

  /// The key of the member in which it stands.
  var heading: String?

  init(_ kind: Kind, at offset: Int, _ line: Int) {
    self.kind = kind
    self.offset = offset
    self.line = line
  }
}
