using System.CommandLine;
using InterContainer.Bench;
using InterContainer.Bench.Commands;

var root = new RootCommand("Measures how two containers can talk: sockets, files, databases, HTTP, MQTT, side by side.")
{
    RunCommand.Create(),
    ListCommand.Create(),
    DoctorCommand.Create(),
    ReportCommand.Create(),
    CompareCommand.Create(),
    AdviseCommand.Create(),
    CalibrateCommand.Create(),
    CleanCommand.Create(),
};
return await Cli.InvokeAsync(root, Cli.DefaultVerb(args, "run"));
