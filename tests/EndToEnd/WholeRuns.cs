namespace InterContainer.Tests.EndToEnd;

/// <summary>Whole runs, one at a time: they share two cores.</summary>
[CollectionDefinition(nameof(WholeRuns), DisableParallelization = true)]
public sealed class WholeRuns : ICollectionFixture<EngineFixture>;
