using System.CommandLine;
using Workbench.Pipeline.Runtime;

namespace Workbench.Cli.Hosting;

/// <summary>Gives a command its action.</summary>
internal static class CommandActions
{
    /// <summary>
    /// Runs <paramref name="action"/> on the calling thread (dispose scopes and inference mode are per thread, so model code stays synchronous)
    /// and ends the process with the code it returns. Throw to fail: <see cref="Errors.ErrorExits"/> knows the codes.
    /// </summary>
    public static void Run(this Command command, Func<CommandContext, int> action) =>
        command.SetAction(parsed => action(new CommandContext(parsed)));

    /// <summary>As <see cref="Run"/>, with libtorch loaded first: TorchSharp's own probing must never run before that.</summary>
    public static void RunWithTorch(this Command command, Func<CommandContext, int> action) =>
        command.Run(context =>
        {
            LibTorch.Load();
            return action(context);
        });
}
