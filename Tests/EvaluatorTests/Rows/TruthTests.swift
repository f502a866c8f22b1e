import Testing

@testable import Evaluator

@Suite("且, 或, 非 over 是, 否 and 不适用")
struct TruthTests {
  private static let values: [PossibleTruth] = [.yes, .no, .notApplicable]

  @Test("follow the table: 且 is the least of 否<不适用<是, 或 the greatest of 不适用<否<是")
  func table() {
    let rows: [(PossibleTruth, PossibleTruth, and: PossibleTruth, or: PossibleTruth)] = [
      (.yes, .yes, .yes, .yes),
      (.yes, .no, .no, .yes),
      (.yes, .notApplicable, .notApplicable, .yes),
      (.no, .no, .no, .no),
      (.no, .notApplicable, .no, .no),
      (.notApplicable, .notApplicable, .notApplicable, .notApplicable),
    ]
    for (left, right, and, or) in rows {
      for (first, second) in [(left, right), (right, left)] {
        #expect(first.and(second) == and)
        #expect(first.or(second) == or)
      }
    }
    #expect(PossibleTruth.yes.negated == .no)
    #expect(PossibleTruth.notApplicable.negated == .notApplicable)
    #expect(PossibleTruth.notApplicable.asCondition == .no)
  }

  @Test("apply to sets point by point")
  func points() {
    let sets = (1...7).map { bits in
      PossibleTruth(mayBeTrue: bits & 1 != 0, mayBeFalse: bits & 2 != 0, mayBeNotApplicable: bits & 4 != 0)
    }
    func members(_ set: PossibleTruth) -> [PossibleTruth] { Self.values.filter { set.union($0) == set } }
    for left in sets {
      for right in sets {
        let pairs = members(left).flatMap { first in members(right).map { (first, $0) } }
        let and = pairs.map { $0.and($1).bits }.reduce(0, |)
        let or = pairs.map { $0.or($1).bits }.reduce(0, |)
        #expect(left.and(right).bits == and)
        #expect(left.or(right).bits == or)
      }
    }
  }
}
