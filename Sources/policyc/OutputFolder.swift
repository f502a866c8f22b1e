import Evaluator
import PolicyDSL

/// The folder into which an evaluation writes its tables: all of them, then the manifest, or nothing.
struct OutputFolder {
  /// The path as the user gave it.
  let path: String
  /// Whether the files of an earlier run may be replaced.
  let isReplacing: Bool
  /// How the tables are written.
  let format: OutcomeTableFormat

  /// What the folder holds before the run.
  private struct Content {
    /// Whether there is such a folder.
    let exists: Bool
    /// What an earlier run wrote, its manifest included.
    let earlier: [String]
  }

  /// Refuses a folder that cannot take the tables, before any rule is run.
  func check(for rules: [Int], of program: CheckedProgram) throws(CommandFailure) {
    let entities = Set(rules.map { program.rules[$0].entity })
    let names = entities.sorted().map { tableName(program.entities[$0].name.text) }
    if names.contains(rejectionsName) {
      throw CommandFailure(
        .file,
        [
          Phrase(
            zh: "实体 `错误` 的表和退回的行都要叫 `\(rejectionsName)`",
            en: "the table of the entity `错误` and the rejected rows would both be `\(rejectionsName)`")
        ], hint: Phrase(zh: "给实体换一个名称", en: "give the entity another name"))
    }
    _ = try content(names + [rejectionsName])
  }

  /// Writes the tables, then the manifest, and says so.
  ///
  /// Everything is written to temporary files first; the names are given when all are complete.
  func write(
    _ tables: [(entity: Int, table: OutcomeTable)], _ rejections: OutcomeTable, _ manifest: OutputManifest,
    _ console: Console
  ) throws(CommandFailure) {
    let entities = manifest.context.program.entities
    let named =
      tables.map { (name: tableName(entities[$0.entity].name.text), table: $0.table) }
      + [(name: rejectionsName, table: rejections)]
    let content = try content(named.map(\.name))
    do throws(FileProblem) {
      try commit(
        named.map { ($0.name, $0.table.bytes) } + [(OutputManifest.name, manifest.bytes(outputs: named))],
        over: content)
    } catch {
      throw error.isInterruption ? .interrupted : .file(error)
    }
    let list = named.map(\.name) + [OutputManifest.name]
    let shown = TerminalText.safe(path)
    console.report([
      "",
      Phrase(
        zh: "写到 `\(shown)`：" + list.joined(separator: "、"),
        en: "written to `\(shown)`: " + list.joined(separator: ", ")
      ).text(in: console.language),
    ])
  }

  private var rejectionsName: String { tableName("错误") }

  private func tableName(_ name: String) -> String { "\(name).\(format.rawValue)" }

  private func inside(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  /// Looks at what is there and refuses whatever would be lost.
  private func content(_ names: [String]) throws(CommandFailure) -> Content {
    let present: [String]
    do throws(FileProblem) {
      guard try FileSystem.kind(of: path) == .folder else { throw FileProblem.notFolder(path) }
      present = try FileSystem.entries(of: path).map(\.name)
    } catch {
      if error.isMissing { return Content(exists: false, earlier: []) }
      throw .file(error)
    }
    if present.isEmpty { return Content(exists: true, earlier: []) }
    guard isReplacing else {
      throw CommandFailure(
        .file, [FileProblem(path, .notEmpty).phrase],
        hint: Phrase(
          zh: "换一个文件夹；要替换上一次执行写的文件，加 --replace",
          en: "take another folder; to replace what an earlier run wrote, add --replace"))
    }
    var earlier: [String] = []
    if present.contains(OutputManifest.name) {
      earlier = try earlierOutputs() + [OutputManifest.name]
    }
    let earlierPresent = earlier.filter { present.contains($0) }
    var foreign = (names + [OutputManifest.name]).filter { present.contains($0) && !earlier.contains($0) }
    // What an earlier run wrote is a file; a folder or a link of its name is somebody else's.
    foreign += earlierPresent.filter {
      FileSystem.isSymbolicLink(inside($0)) || (try? FileSystem.kind(of: inside($0))) != .file
    }
    guard foreign.isEmpty else {
      throw CommandFailure(
        .file,
        foreign.map { name in
          let shown = TerminalText.safe(inside(name))
          return Phrase(
            zh: "`\(shown)` 不是上一次执行写的，不替换",
            en: "`\(shown)` was not written by an earlier run and is not replaced")
        }, hint: Phrase(zh: "把它移走，或换一个文件夹", en: "move it away, or take another folder"))
    }
    return Content(exists: true, earlier: earlierPresent)
  }

  /// The tables that the manifest in the folder names.
  private func earlierOutputs() throws(CommandFailure) -> [String] {
    let manifest = inside(OutputManifest.name)
    let bytes: [UInt8]
    do throws(FileProblem) {
      bytes = try FileSystem.read(manifest, limit: 64 << 20)
    } catch {
      throw .file(error)
    }
    guard let names = OutputManifest.outputs(in: bytes) else {
      let shown = TerminalText.safe(manifest)
      throw CommandFailure(
        .file,
        [
          Phrase(
            zh: "`\(shown)` 不像执行写的清单，不知道哪些文件可以替换",
            en: "`\(shown)` does not look like a manifest; it is not known which files may be replaced")
        ], hint: Phrase(zh: "换一个文件夹", en: "take another folder"))
    }
    return names
  }

  private func commit(
    _ files: [(name: String, bytes: [UInt8])], over content: Content
  ) throws(FileProblem) {
    if Interruption.isRequested { throw .interrupted(path) }
    if !content.exists { try FileSystem.createFolder(path) }
    var temporaries: [String] = []
    var renamed: [String] = []
    do throws(FileProblem) {
      for file in files {
        temporaries.append(try FileSystem.writeTemporary(in: path, file.bytes))
        if Interruption.isRequested { throw .interrupted(path) }
      }
      // From here on it takes no time. Without its manifest the folder is incomplete until the end.
      for name in content.earlier.reversed() { try FileSystem.remove(inside(name)) }
      for (file, temporary) in zip(files, temporaries) {
        try FileSystem.rename(temporary, to: inside(file.name))
        renamed.append(inside(file.name))
      }
    } catch {
      for left in temporaries + renamed { try? FileSystem.remove(left) }
      if !content.exists { FileSystem.removeEmptyFolder(path) }
      throw error
    }
  }
}
