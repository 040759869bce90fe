using Workbench.Pipeline.Runtime;

Console.WriteLine(LibTorch.Load());
