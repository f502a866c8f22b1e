import PolicyDSL
import Synchronization
import Testing

@testable import policyc

@Suite("Progress on a terminal")
struct ProgressTests {
  private final class Screen: Sendable {
    let text = Mutex("")
    func write(_ more: String) { text.withLock { $0 += more } }
    var content: String { text.withLock { $0 } }
    func waits(for part: String) async throws -> Bool {
      for _ in 0..<500 {
        if content.contains(part) { return true }
        try await Task.sleep(for: .milliseconds(10))
      }
      return false
    }
  }

  private static let reading = Phrase(zh: "正在读", en: "reading")

  @Test("names what is done and how much of it, and leaves the line clear")
  func shows() async throws {
    let screen = Screen()
    let progress = Progress(
      language: .chinese, show: screen.write, delay: .zero, interval: .milliseconds(5))
    progress.begin(Self.reading, total: 3)
    progress.advance()
    #expect(try await screen.waits(for: "\r\u{1B}[K正在读 1 / 3"))
    progress.begin(Phrase(zh: "正在写", en: "writing"))
    #expect(try await screen.waits(for: "\r\u{1B}[K正在写"))
    progress.stop()
    let content = screen.content
    #expect(content.hasSuffix("\r\u{1B}[K"))
    try await Task.sleep(for: .milliseconds(30))
    #expect(screen.content == content)
  }

  @Test("shows nothing while something is printed, nor of what is done at once")
  func silent() async throws {
    let screen = Screen()
    let quick = Progress(language: .english, show: screen.write, delay: .seconds(60))
    quick.begin(Self.reading)
    quick.stop()
    let paused = Progress(language: .english, show: screen.write, delay: .zero, interval: .milliseconds(5))
    paused.begin(Self.reading)
    #expect(try await screen.waits(for: "reading"))
    paused.pause()
    let content = screen.content
    try await Task.sleep(for: .milliseconds(30))
    #expect(screen.content == content)
    paused.stop()
    #expect(screen.content == content)
  }
}
