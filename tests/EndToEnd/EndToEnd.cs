namespace InterContainer.Tests.EndToEnd;

/// <summary>Whole runs, one at a time: they share two cores.</summary>
[CollectionDefinition(nameof(EndToEnd), DisableParallelization = true)]
public sealed class EndToEnd : ICollectionFixture<EngineFixture>;
