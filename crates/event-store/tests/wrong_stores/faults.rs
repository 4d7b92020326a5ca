//! The ways in which a store can be wrong.

/// What a wrong store does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    // Positions and batches.
    BeginsWithAnotherChain,
    CountsFromZero,
    LeavesAGapAfterARefusal,
    CountsBatchesInsteadOfFacts,
    SaysThatABatchEndsWhereItBegins,
    ForgetsTheLastOfABatch,
    TurnsABatchAround,
    AcceptsAnEmptyBatch,
    JudgesTheConditionBeforeTheBatch,
    // Facts.
    SortsTags,
    DropsRepeatedTags,
    SpoilsLettersBeyondAscii,
    CutsLargeFacts,
    // Conditions.
    IgnoresConditions,
    LooksAtTheFactThatAGuardBeginsAfter,
    NamesTheLastFactInTheWay,
    NamesTheFactOfTheFirstGuard,
    LooksAtItsOwnBatch,
    KeepsTheFirstOfARefusedBatch,
    TakesOneMinimumOverAllGuards,
    LooksAtTheFirstGuardOnly,
    RefusesConditionsBeyondTheHead,
    // Queries.
    WantsAllTypes,
    WantsOneTagOnly,
    WantsTypeOrTags,
    LooksAtTheFirstItemOnly,
    CountsAFactForEachItem,
    ComparesBeginnings,
    ComparesWithoutCase,
    // Reading.
    ReadsTheFactItBeginsAfter,
    StopsBeforeTheLast,
    IgnoresTheLastPosition,
    IgnoresTheLimit,
    LimitsBeforeItFilters,
    TakesALimitOfZeroForNone,
    ReadsForwardsAlways,
    LimitsBeforeItTurnsAround,
    DoesNotBreakOff,
    SaysItSawAsFarAsItMatched,
    SaysItSawAsFarAsItWasTold,
    // The chain.
    HashesFactsAlone,
    LinksBatchesInsteadOfFacts,
    ShowsTheChainBefore,
    FindsEachLogDamaged,
    // Own writes.
    ShowsTheHeadOneLate,
    ShowsTheLastFactsLate,
    // Begun appends.
    LosesWhatNobodyWaitsFor,
    LetsLaterOnesPassWhatWasBegun,
    IgnoresTheConditionOfWhatWasBegun,
    // Appends with keys.
    IgnoresKeys,
    CallsARepetitionAppended,
    JudgesTheConditionOfARepetition,
    TakesAnyContentForARepetition,
    ComparesHowManyFacts,
    ComparesTypesOnly,
    ComparesLettersOfKeysWithoutCase,
    CutsKeys,
    KeepsTheKeyOfARefusal,
    RemembersTheLastKeyOnly,
    TakesAnEmptyBatchForARepetition,
    // Subscriptions.
    SaysThatNothingCame,
    SkipsALateCommit,
    // Snapshots.
    FindsLaterSnapshots,
    FindsTheFirstSnapshot,
    IgnoresTheVersion,
    IgnoresTheProjection,
    KeepsTheOldSnapshot,
    HasNoSnapshotAndCallsItAnError,
    // Threads.
    SeesAConflictInAnyFact,
    NumbersBeforeItCommits,
    ChecksConditionsOutsideTheLock,
    ChecksKeysOutsideTheLock,
    GivesEachHandleACopy,
}

impl Fault {
    /// Whether it shows between threads. The rules for these are for stores that are sound enough
    /// not to keep them waiting.
    pub(crate) fn is_of_threads(self) -> bool {
        matches!(
            self,
            Fault::SaysThatNothingCame
                | Fault::SeesAConflictInAnyFact
                | Fault::NumbersBeforeItCommits
                | Fault::ChecksConditionsOutsideTheLock
                | Fault::ChecksKeysOutsideTheLock
                | Fault::GivesEachHandleACopy
        )
    }
}

pub(crate) const ALL: [Fault; 73] = {
    use Fault::*;
    [
        BeginsWithAnotherChain,
        CountsFromZero,
        LeavesAGapAfterARefusal,
        CountsBatchesInsteadOfFacts,
        SaysThatABatchEndsWhereItBegins,
        ForgetsTheLastOfABatch,
        TurnsABatchAround,
        AcceptsAnEmptyBatch,
        JudgesTheConditionBeforeTheBatch,
        SortsTags,
        DropsRepeatedTags,
        SpoilsLettersBeyondAscii,
        CutsLargeFacts,
        IgnoresConditions,
        LooksAtTheFactThatAGuardBeginsAfter,
        NamesTheLastFactInTheWay,
        NamesTheFactOfTheFirstGuard,
        LooksAtItsOwnBatch,
        KeepsTheFirstOfARefusedBatch,
        TakesOneMinimumOverAllGuards,
        LooksAtTheFirstGuardOnly,
        RefusesConditionsBeyondTheHead,
        WantsAllTypes,
        WantsOneTagOnly,
        WantsTypeOrTags,
        LooksAtTheFirstItemOnly,
        CountsAFactForEachItem,
        ComparesBeginnings,
        ComparesWithoutCase,
        ReadsTheFactItBeginsAfter,
        StopsBeforeTheLast,
        IgnoresTheLastPosition,
        IgnoresTheLimit,
        LimitsBeforeItFilters,
        TakesALimitOfZeroForNone,
        ReadsForwardsAlways,
        LimitsBeforeItTurnsAround,
        DoesNotBreakOff,
        SaysItSawAsFarAsItMatched,
        SaysItSawAsFarAsItWasTold,
        HashesFactsAlone,
        LinksBatchesInsteadOfFacts,
        ShowsTheChainBefore,
        FindsEachLogDamaged,
        ShowsTheHeadOneLate,
        ShowsTheLastFactsLate,
        LosesWhatNobodyWaitsFor,
        LetsLaterOnesPassWhatWasBegun,
        IgnoresTheConditionOfWhatWasBegun,
        IgnoresKeys,
        CallsARepetitionAppended,
        JudgesTheConditionOfARepetition,
        TakesAnyContentForARepetition,
        ComparesHowManyFacts,
        ComparesTypesOnly,
        ComparesLettersOfKeysWithoutCase,
        CutsKeys,
        KeepsTheKeyOfARefusal,
        RemembersTheLastKeyOnly,
        TakesAnEmptyBatchForARepetition,
        SaysThatNothingCame,
        SkipsALateCommit,
        FindsLaterSnapshots,
        FindsTheFirstSnapshot,
        IgnoresTheVersion,
        IgnoresTheProjection,
        KeepsTheOldSnapshot,
        HasNoSnapshotAndCallsItAnError,
        SeesAConflictInAnyFact,
        NumbersBeforeItCommits,
        ChecksConditionsOutsideTheLock,
        ChecksKeysOutsideTheLock,
        GivesEachHandleACopy,
    ]
};
