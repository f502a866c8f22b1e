import Evaluator
import PolicyDSL

/// Finds and reads the record files that the user names.
enum RecordFiles {
  /// Returns the record files of a program.
  ///
  /// - Parameter places: What stands behind each `--data`: one folder, in which the file of an entity is
  ///   `ENTITY.csv`, and any number of `ENTITY=FILE`.
  /// - Throws: All files that cannot be read at once; or that there is none.
  static func read(
    _ places: [String], for program: CheckedProgram, _ console: Console
  ) throws(CommandFailure) -> [RecordFile] {
    guard !places.isEmpty else {
      throw .usage(
        Phrase(zh: "没有说数据在哪里", en: "it is not said where the records are"),
        hint: Phrase(zh: "写作 `--data 文件夹`", en: "write `--data FOLDER`"))
    }
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
    return try read(paths)
  }

  private static func read(_ paths: [String?]) throws(CommandFailure) -> [RecordFile] {
    var files: [RecordFile] = []
    var problems: [FileProblem] = []
    for case (let entity, let path?) in paths.enumerated() {
      try Interruption.check()
      do throws(FileProblem) {
        files.append(RecordFile(entity: entity, path: path, bytes: try FileSystem.read(path)))
      } catch {
        problems.append(error)
      }
    }
    guard problems.isEmpty else { throw CommandFailure(.file, problems.map(\.phrase)) }
    return files
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
    let wanted = program.entities.map { "\($0.name).csv" }
    for (entity, name) in wanted.enumerated() where paths[entity] == nil && names.contains(name) {
      paths[entity] = folder.hasSuffix("/") ? folder + name : folder + "/" + name
    }
    let shown = TerminalText.safe(folder)
    guard paths.contains(where: { $0 != nil }) else {
      throw CommandFailure(
        .file, [Phrase(zh: "`\(shown)` 里没有数据文件", en: "there is no record file in `\(shown)`")],
        hint: Phrase(
          zh: "规则要的是 " + wanted.joined(separator: "、"),
          en: "the rules look for " + wanted.joined(separator: ", ")))
    }
    for name in names where name.hasSuffix(".csv") && !wanted.contains(name) {
      let file = TerminalText.safe(name)
      let nearest = NearestName.proposal(for: name, among: wanted)
      console.tell(
        Phrase(
          zh: "说明: 没有用到 `\(file)`：没有这个实体" + (nearest.map { "，\($0.zh)" } ?? ""),
          en: "note: `\(file)` is not used: there is no such entity" + (nearest.map { "; \($0.en)" } ?? "")))
    }
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
