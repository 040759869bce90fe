using Workbench.Cli.Hosting;

using var signals = new Signals();
return CommandHost.Run(args, Console.Out, Console.Error, signals, signals.Cancellation);
