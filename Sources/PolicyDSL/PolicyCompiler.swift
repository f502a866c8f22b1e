/// Turns the files of one or more rule sets into programs that are ready to be planned.
public enum PolicyCompiler {
  /// Returns one checked program for each rule set among `files`, and all problems found.
  ///
  /// A rule set is a folder that holds files; it sees its own files and those of the folders above
  /// it among `files`. A rule set with an error has no program.
  public static func compile(_ files: [SourceFile]) -> StageResult<[CheckedProgram]> {
    let parsed = files.enumerated().map { Parser.parse($0.element, index: $0.offset) }
    return StageResult(product: [], diagnostics: parsed.flatMap(\.diagnostics))
  }
}
