import Foundation
import PolicyDSL

/// The ten model texts and their entities, beside the test targets.
enum ModelTexts {
  static func files() throws -> [SourceFile] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "ModelTexts")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path())
      .filter { $0.hasSuffix(".policy") }.sorted()
    return try names.map {
      SourceFile(path: $0, bytes: Array(try Data(contentsOf: folder.appending(path: $0))))
    }
  }
}
