/// A file of records as it was read: the entity it is about, its path, its bytes and its text.
public struct RecordFile: Sendable {
  /// The position of the entity in the program.
  public let entity: Int

  /// The path as the user gave it; problems show it.
  public let path: String

  /// The bytes of the file, unchanged; any bytes are allowed.
  public let bytes: [UInt8]

  /// How the records are written.
  public let format: RecordFormat

  /// The encoding of `bytes`.
  public let encoding: TextEncoding

  /// The text in UTF-8: `bytes` themselves where that is their encoding.
  let text: [UInt8]

  /// Whether `text` ends at bytes that are no character of the encoding.
  let isTextCut: Bool

  /// Creates a file from its bytes.
  ///
  /// - Parameters:
  ///   - format: How the records are written.
  ///   - converted: The text, where the bytes are not in UTF-8 themselves.
  public init(
    entity: Int, path: String, bytes: [UInt8], format: RecordFormat = .csv, converted: ConvertedText? = nil
  ) {
    self.entity = entity
    self.path = path
    self.bytes = bytes
    self.format = format
    encoding = converted?.encoding ?? .utf8
    text = converted?.utf8 ?? bytes
    isTextCut = converted?.isCut ?? false
  }

  /// Whether the file begins with the byte-order mark of UTF-8.
  public var hasByteOrderMark: Bool { encoding == .utf8 && TextEncoding.hasByteOrderMark(bytes) }
}

/// How the records of a file are written.
public enum RecordFormat: Sendable {
  /// A row of headings and a row for each record, after RFC 4180.
  case csv
  /// A JSON object on each line.
  case ndjson
  /// A JSON array of objects, after RFC 8259.
  case json

  /// What the names of such files end in; the first is the one to propose.
  public static let fileExtensions: [(name: String, format: RecordFormat)] = [
    ("csv", .csv), ("ndjson", .ndjson), ("jsonl", .ndjson), ("json", .json),
  ]

  /// The format of files whose names end in a point and `fileExtension`, in capitals or small letters;
  /// `nil` where that is none of ours.
  public init?(fileExtension: some StringProtocol) {
    let wanted = fileExtension.lowercased()
    guard let known = Self.fileExtensions.first(where: { $0.name == wanted }) else { return nil }
    self = known.format
  }

  /// Whether the records are JSON objects, whose keys take the place of headings.
  var isJSON: Bool { self != .csv }

  /// The format as messages name it.
  var name: String { isJSON ? "JSON" : "CSV" }
}
