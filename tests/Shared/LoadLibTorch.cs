using System.Runtime.CompilerServices;
using Workbench.Pipeline.Runtime;

namespace Workbench.Tests;

internal static class LoadLibTorch
{
    [ModuleInitializer]
    public static void Load() => LibTorch.Load();
}
