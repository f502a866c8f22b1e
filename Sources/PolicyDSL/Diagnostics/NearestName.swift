/// Finds the known name that a mistyped one most resembles.
package enum NearestName {
  /// Returns the closest of `candidates`, or `nil` if none is close enough to be what was meant; of
  /// several as close, the first by name, so that the order of `candidates` does not matter.
  ///
  /// Distance is the number of characters to insert, delete, replace or swap (optimal string
  /// alignment); at most a third of the characters of a longer name may differ, one of a short name
  /// of at least two.
  package static func of(_ word: String, among candidates: some Sequence<String>) -> String? {
    let target = Array(word.unicodeScalars)
    guard target.count <= 64, target.count >= 2 else { return nil }
    let allowed = max(1, target.count / 3)
    var best: (distance: Int, name: String)?
    for candidate in candidates where candidate != word {
      let scalars = Array(candidate.unicodeScalars)
      guard abs(scalars.count - target.count) <= allowed, scalars.count >= 2 else { continue }
      let distance = distance(target, scalars)
      guard distance <= allowed, distance < max(target.count, scalars.count) else { continue }
      if let known = best, (known.distance, known.name) <= (distance, candidate) { continue }
      best = (distance, candidate)
    }
    return best?.name
  }

  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for i in 0..<left.count {
      var row = [i + 1]
      for j in 0..<right.count {
        var value = min(row[j] + 1, last[j + 1] + 1, last[j] + (left[i] == right[j] ? 0 : 1))
        if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
          value = min(value, beforeLast[j - 1] + 1)
        }
        row.append(value)
      }
      (beforeLast, last) = (last, row)
    }
    return last[right.count]
  }
}
