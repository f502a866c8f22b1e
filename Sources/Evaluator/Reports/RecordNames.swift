import PolicyDSL

/// How reports name records and the places of their cells.
extension ReportContext {
  /// Returns the key of a record, masked if it is personal.
  func name(of record: Int, entity: Int) -> String {
    let key = records.tables[entity].records[record].key
    if key.isEmpty { return label("（没有编号）", "(no key)") }
    let shown = isMasking && isPersonal(key, of: entity) ? Masking.masked(key) : key
    return TerminalText.safe(shown)
  }

  /// Returns where a record or one of its cells stands: `账.csv 第 93 行“合计（亿元）”`.
  ///
  /// The heading of a column that is the name of the field says nothing that the field does not say.
  func place(of record: Int, entity: Int, field: Int? = nil) -> String {
    let table = records.tables[entity]
    guard let file = table.file else { return "" }
    let name = TerminalText.safe(String(file[file.lastPathStart...]))
    let line = table.records[record].line
    let row = label("\(name) 第 \(line) 行", "\(name) line \(line)")
    guard let field, let heading = table.headings[field],
      Name(heading) != program.entities[entity].fields[field].name
    else { return row }
    return row + "“\(TerminalText.safe(heading))”"
  }

  /// Returns where records stand, the rows of a file together: `账.csv 第 2 行，账项.csv 第 2–3、7 行`.
  func rows(_ records: [Int: Set<Int>]) -> String {
    var files: [String] = []
    for entity in records.keys.sorted() {
      let table = self.records.tables[entity]
      guard let file = table.file else { continue }
      var runs: [ClosedRange<Int>] = []
      for line in records[entity, default: []].map({ table.records[$0].line }).sorted() {
        if let last = runs.last, last.upperBound + 1 == line {
          runs[runs.count - 1] = last.lowerBound...line
        } else {
          runs.append(line...line)
        }
      }
      let name = TerminalText.safe(String(file[file.lastPathStart...]))
      let lines = list(runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)–\($0.upperBound)" })
      files.append(label("\(name) 第 \(lines) 行", "\(name) line \(lines)"))
    }
    return files.joined(separator: label("，", ", "))
  }

  /// Returns the record of an entity that has a key: the first of several rows that share it.
  ///
  /// - Parameter key: The key as someone typed it.
  package func record(withKey key: String, of entity: Int) -> Int? {
    let folded = Name(CellText.folded(key))
    return records.tables[entity].records.firstIndex { Name($0.key) == folded }
  }

  /// Returns a key that no record has, as messages name it.
  package func shown(unknownKey key: String) -> String {
    TerminalText.safe(isMasking && Masking.looksLikeIdentityNumber(key) ? Masking.masked(key) : key)
  }

  /// Returns the name of the record whose key is nearest to `key`, if one is near enough.
  package func nearestRecord(to key: String, of entity: Int) -> String? {
    guard let near = NearestName.of(CellText.folded(key), among: records.tables[entity].records.map(\.key))
    else { return nil }
    return record(withKey: near, of: entity).map { name(of: $0, entity: entity) }
  }

  /// Returns the name of a record and where it stands: `户 H1  户.csv 第 2 行`.
  package func nameAndPlace(of record: Int, entity: Int) -> String {
    "\(program.entities[entity].name) \(name(of: record, entity: entity))  "
      + place(of: record, entity: entity)
  }

  /// Returns the clause that a record is about: the one whose identifier is the key of the record, or
  /// of a record that it belongs to.
  func clause(of record: Int, entity: Int) -> CheckedCitation? {
    var next: (entity: Int, record: Int)? = (entity, record)
    // Records may belong to each other in a circle.
    for _ in 0..<8 {
      guard let (entity, record) = next else { return nil }
      let row = records.tables[entity].records[record]
      let key = Name(row.key)
      if let clause = program.citations.first(where: { $0.identifier == key }) { return clause }
      next = nil
      for (position, field) in program.entities[entity].fields.enumerated() {
        guard case .belongsTo(let owner) = field.type, case .parent(let parent) = row.cells[position]
        else { continue }
        next = (owner, parent)
        break
      }
    }
    return nil
  }

  /// Returns a clause with its document, its place and its key phrase.
  func text(of clause: CheckedCitation) -> String {
    let document = program.documents[clause.document]
    let title = document.shortName?.text ?? "《\(document.title)》"
    // As in a rule file: a phrase with quotation marks of its own stands in corner brackets.
    let hasMarks = clause.keyPhrase.contains { "“”".contains($0) }
    let phrase = hasMarks ? "「\(clause.keyPhrase)」" : "“\(clause.keyPhrase)”"
    return TerminalText.safe(
      [clause.identifier.text, title, clause.place, phrase].filter { !$0.isEmpty }.joined(separator: " "))
  }

  private func isPersonal(_ key: String, of entity: Int) -> Bool {
    let fields = program.entities[entity].fields
    return fields[program.entities[entity].key].isSensitive || Masking.looksLikeIdentityNumber(key)
  }
}

/// Hides what would name a person.
enum Masking {
  /// What stands for a value of which nothing is shown.
  static let hidden = "***"

  /// Returns `text` with all but the first three and the last two characters hidden.
  static func masked(_ text: String) -> String {
    let characters = Array(text)
    guard characters.count > 5 else { return hidden }
    return String(characters.prefix(3)) + String(repeating: "*", count: characters.count - 5)
      + String(characters.suffix(2))
  }

  /// Whether a key has the form of an identity number: 18 digits, or 17 and X.
  static func looksLikeIdentityNumber(_ key: String) -> Bool {
    let bytes = Array(key.utf8)
    return bytes.count == 18 && bytes.dropLast().allSatisfy(isDigit) && isCheckDigit(bytes[17])
  }

  /// Returns a sentence with the identity numbers in it masked.
  static func maskedNumbers(in sentence: String) -> String {
    var result: [UInt8] = []
    var digits: [UInt8] = []
    for byte in Array(sentence.utf8) + [0] {
      if isDigit(byte) || digits.count == 17 && isCheckDigit(byte) {
        digits.append(byte)
        continue
      }
      let run = String(decoding: digits, as: UTF8.self)
      result += looksLikeIdentityNumber(run) ? Array(masked(run).utf8) : digits
      digits = []
      result.append(byte)
    }
    return String(decoding: result.dropLast(), as: UTF8.self)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  private static func isCheckDigit(_ byte: UInt8) -> Bool {
    isDigit(byte) || byte == UInt8(ascii: "X") || byte == UInt8(ascii: "x")
  }
}

extension String {
  /// Where the last part of a path begins.
  fileprivate var lastPathStart: Index {
    utf8.lastIndex(of: UInt8(ascii: "/")).map { utf8.index(after: $0) } ?? startIndex
  }
}
