import Foundation
import Testing

@testable import PolicyDSL

/// A rule file with the output that is expected of it in a file beside it.
struct Golden: Sendable, CustomTestStringConvertible {
  /// The name of both files without their endings: `U001-bare-number`.
  let name: String

  private let folder: URL

  var testDescription: String { name }

  /// The root of the project.
  static let root = URL(filePath: #filePath).appending(path: "../../../..").standardized

  /// Returns the rule files of `Tests/Golden/<folder>`, ordered by name.
  /// - Throws: `NoFixtures` where there is none.
  static func fixtures(_ folder: String) throws -> [Golden] {
    let url = root.appending(path: "Tests/Golden/\(folder)")
    let names = try FileManager.default.contentsOfDirectory(atPath: url.path)
      .filter { $0.hasSuffix(".policy") }.map { String($0.dropLast(".policy".count)) }.sorted()
    if names.isEmpty { throw NoFixtures(folder: url.path) }
    return names.map { Golden(name: $0, folder: url) }
  }

  /// A folder of fixtures without a fixture.
  struct NoFixtures: Error { let folder: String }

  /// The diagnostic code with which the name begins.
  var code: Substring { name.prefix { $0 != "-" } }

  /// Returns the rule file by its bare name.
  func source() throws -> SourceFile {
    let bytes = try Data(contentsOf: folder.appending(path: name + ".policy"))
    return SourceFile(path: name + ".policy", bytes: Array(bytes))
  }

  /// Returns the expected text; writes `actual` there first where the environment asks for it.
  func expected(actual: String) throws -> String {
    let url = folder.appending(path: name + ".expected")
    if ProcessInfo.processInfo.environment["POLICYC_WRITE_GOLDEN"] == "1" {
      try Data(actual.utf8).write(to: url)
    }
    return try String(contentsOf: url, encoding: .utf8)
  }
}
