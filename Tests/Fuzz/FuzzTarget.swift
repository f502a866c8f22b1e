// Built by Scripts/fuzz in one module with the sources of PolicyDSL; not a part of any package target.

/// Lexes, parses, formats and compiles any bytes; a crash, a hang or a lost meaning ends the process.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let file = SourceFile(path: "甲.policy", bytes: Array(UnsafeBufferPointer(start: start, count: count)))
  let parsed = Parser.parse(file, index: 0)
  let result = PolicyFormatter.format(file, parsed.product)
  _ = PolicyCompiler.compile([file])
  guard parsed.diagnostics.isEmpty else { return 0 }

  let formatted = SourceFile(path: file.path, text: result)
  let again = Parser.parse(formatted, index: 0)
  precondition(again.diagnostics.isEmpty, "the formatted text has errors:\n\(result)")
  let second = PolicyFormatter.format(formatted, again.product)
  precondition(second == result, "formatting again changes the text:\n\(result)\n---\n\(second)")
  return 0
}
