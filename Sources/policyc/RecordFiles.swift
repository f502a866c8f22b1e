import Evaluator
import PolicyDSL

/// Finds and reads the record files that the user names.
enum RecordFiles {
  /// Returns the record files of a program.
  ///
  /// `--data` names one folder, in which the file of an entity is `ENTITY.csv`, `.ndjson`, `.jsonl` or
  /// `.json`, and any number of `ENTITY=FILE`; `--encoding` the encoding of all files.
  ///
  /// - Throws: All files that cannot be read at once; or that there is none.
  static func read(
    _ arguments: CommandArguments, for program: CheckedProgram, _ console: Console
  ) throws(CommandFailure) -> [RecordFile] {
    let places = arguments.values(of: "data")
    guard !places.isEmpty else {
      throw .usage(
        Phrase(zh: "没有说数据在哪里", en: "it is not said where the records are"),
        hint: Phrase(zh: "写作 `--data 文件夹`", en: "write `--data FOLDER`"))
    }
    let encoding = try chosenEncoding(arguments.value(of: "encoding"))
    var paths = [String?](repeating: nil, count: program.entities.count)
    var folder: String?
    for place in places {
      if let (entity, path) = try entityFile(place, of: program) {
        guard paths[entity] == nil else { throw twice(program.entities[entity].name.text) }
        paths[entity] = path
      } else if folder == nil {
        folder = place
      } else {
        throw .usage(
          Phrase(zh: "`--data` 只能给一个文件夹", en: "`--data` takes one folder"),
          hint: Phrase(zh: "别的文件写作 `--data 实体=文件`", en: "name other files by `--data ENTITY=FILE`"))
      }
    }
    if let folder { try look(in: folder, for: program, &paths, console) }
    return try read(paths, encoding)
  }

  private static func read(
    _ paths: [String?], _ encoding: TextEncoding?
  ) throws(CommandFailure) -> [RecordFile] {
    var files: [RecordFile] = []
    var problems: [FileProblem] = []
    for case (let entity, let path?) in paths.enumerated() {
      try Interruption.check()
      do throws(FileProblem) {
        files.append(try file(entity, path, encoding))
      } catch {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw CommandFailure(.file, problems.map(\.phrase)) }
    return files
  }

  private static func file(
    _ entity: Int, _ path: String, _ chosen: TextEncoding?
  ) throws(FileProblem) -> RecordFile {
    let bytes = try FileSystem.read(path)
    let format = NamedFile(path).format ?? .csv
    let encoding = TextEncoding.of(bytes, chosen: chosen)
    guard encoding != .utf8 else {
      return RecordFile(entity: entity, path: path, bytes: bytes, format: format)
    }
    do throws(TextConverter.Missing) {
      let text = try TextConverter.text(of: bytes, in: encoding)
      return RecordFile(entity: entity, path: path, bytes: bytes, format: format, converted: text)
    } catch {
      throw FileProblem(path, .noConverter(encoding.rawValue))
    }
  }

  /// The names that `--encoding` takes, each with the encoding it stands for.
  private static let encodings: [(name: String, encoding: TextEncoding)] = [
    ("utf-8", .utf8), ("gb18030", .gb18030), ("utf8", .utf8), ("gbk", .gb18030), ("gb2312", .gb18030),
  ]

  private static func chosenEncoding(_ name: String?) throws(CommandFailure) -> TextEncoding? {
    guard let name else { return nil }
    let wanted = name.lowercased()
    if let known = encodings.first(where: { $0.name == wanted }) { return known.encoding }
    let shown = TerminalText.safe(name)
    throw .usage(
      Phrase(zh: "`--encoding` 不能是 `\(shown)`", en: "`--encoding` cannot be `\(shown)`"),
      hint: NearestName.proposal(for: wanted, among: encodings.map(\.name))
        ?? Phrase(
          zh: "可以是 `utf-8`、`gb18030`；别的编码，先另存为“CSV UTF-8”",
          en: "it can be `utf-8`, `gb18030`; save files in another encoding as `CSV UTF-8` first"))
  }

  /// Fills in the files of a folder for the entities that have none.
  private static func look(
    in folder: String, for program: CheckedProgram, _ paths: inout [String?], _ console: Console
  ) throws(CommandFailure) {
    let names: [String]
    do throws(FileProblem) {
      names = try FileSystem.entries(of: folder).map(\.name)
    } catch {
      throw .file(error)
    }
    let files = names.map(NamedFile.init)
    for (entity, declaration) in program.entities.enumerated() where paths[entity] == nil {
      let own = files.filter { $0.stem == declaration.name.text }
      let readable = own.filter { $0.format != nil }
      guard readable.count <= 1 else { throw several(readable.map(\.name), of: declaration.name, in: folder) }
      // A workbook stands in for the file that is missing, so that the reading says what to do with it.
      guard let file = readable.first ?? own.first(where: \.isWorkbook) else { continue }
      paths[entity] = folder.hasSuffix("/") ? folder + file.name : folder + "/" + file.name
    }
    let shown = TerminalText.safe(folder)
    let wanted = program.entities.map(\.name.text)
    guard paths.contains(where: { $0 != nil }) else {
      let list = wanted.map { "\($0).csv" }
      throw CommandFailure(
        .file, [Phrase(zh: "`\(shown)` 里没有数据文件", en: "there is no record file in `\(shown)`")],
        hint: Phrase(
          zh: "规则要的是 " + list.joined(separator: "、") + "，或者同名的 .ndjson、.json",
          en: "the rules look for " + list.joined(separator: ", ") + ", or .ndjson or .json of the same name")
      )
    }
    for stray in files where stray.format != nil && !wanted.contains(stray.stem) {
      let file = TerminalText.safe(stray.name)
      // The point makes names of one character long enough to be near to others.
      let nearest = NearestName.of(stray.stem + ".", among: wanted.map { $0 + "." }).map {
        $0.dropLast() + stray.ending
      }
      console.tell(
        Phrase(
          zh: "说明: 没有用到 `\(file)`：没有这个实体" + (nearest.map { "，是不是 `\($0)`？" } ?? ""),
          en: "note: `\(file)` is not used: there is no such entity"
            + (nearest.map { "; did you mean `\($0)`?" } ?? "")))
    }
  }

  private static func several(_ names: [String], of entity: Name, in folder: String) -> CommandFailure {
    let list = names.map { "`\(TerminalText.safe($0))`" }
    let shown = TerminalText.safe(folder)
    return CommandFailure(
      .file,
      [
        Phrase(
          zh: "`\(shown)` 里“\(entity)”的文件不止一个：" + list.joined(separator: "、"),
          en: "there is more than one file of \(entity) in `\(shown)`: " + list.joined(separator: ", "))
      ],
      hint: Phrase(
        zh: "只留一个，或者写明用哪一个：`--data \(entity)=文件`",
        en: "leave one, or say which one to use: `--data \(entity)=FILE`"))
  }

  /// Takes `ENTITY=FILE` apart; `nil` for a folder, whose name may hold `=` as well.
  private static func entityFile(
    _ place: String, of program: CheckedProgram
  ) throws(CommandFailure) -> (entity: Int, path: String)? {
    guard let sign = place.firstIndex(of: "=") else { return nil }
    let name = String(place[..<sign])
    if let entity = program.entities.firstIndex(where: { $0.name == Name(name) }) {
      return (entity, String(place[place.index(after: sign)...]))
    }
    if (try? FileSystem.kind(of: place)) == .folder { return nil }
    let shown = TerminalText.safe(name)
    let all = program.entities.map { "`\($0.name)`" }
    throw .usage(
      Phrase(zh: "没有实体 `\(shown)`", en: "there is no entity `\(shown)`"),
      hint: Phrase(
        zh: "实体有 " + all.joined(separator: "、"), en: "the entities are " + all.joined(separator: ", ")))
  }

  private static func twice(_ entity: String) -> CommandFailure {
    .usage(Phrase(zh: "`\(entity)` 给了两个文件", en: "two files are given for `\(entity)`"))
  }
}

/// The name of a file, taken apart.
private struct NamedFile {
  /// The whole name.
  let name: String
  /// What stands before the last point.
  let stem: String
  /// The last point and what stands behind it.
  let ending: String

  init(_ name: String) {
    self.name = name
    let point = name.lastIndex(of: ".") ?? name.endIndex
    stem = String(name[..<point])
    ending = String(name[point...])
  }

  /// How records are written in files with such a name.
  var format: RecordFormat? { RecordFormat(fileExtension: ending.dropFirst()) }

  /// Whether spreadsheets keep their own files under such a name.
  var isWorkbook: Bool { [".xlsx", ".xls"].contains(ending.lowercased()) }
}
