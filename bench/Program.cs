using InterContainer.Bench.Commands;

return await Cli.InvokeAsync(Root.Create(), Cli.DefaultVerb(args, Root.DefaultVerb));
