import Evaluator
import Foundation
import Testing

@Suite("The catalogue of diagnostics")
struct RecordCatalogueTests {
  @Test("has a row for every code of record files, with its title")
  func everyCode() throws {
    let url = URL(filePath: #filePath).appending(path: "../../../../docs/诊断目录.md").standardized
    let lines = try String(contentsOf: url, encoding: .utf8).split(separator: "\n")
    for code in RecordProblemCode.allCases {
      #expect(lines.contains { $0.hasPrefix("| \(code.rawValue) | \(code.title.zh) |") }, "\(code)")
    }
    #expect(Set(RecordProblemCode.allCases.map(\.rawValue)).count == RecordProblemCode.allCases.count)
  }
}
