using Workbench.Harness.Stages;
using Workbench.Pipeline.Runtime;
using Workbench.Synthetic;
using Workbench.Testing.Faults;

// SyntheticPipeline REQUEST WEIGHTS [WEIGHT-FAULT...]: the child process of the harness's own tests.
LibTorch.Load();
var host = new SyntheticHost(args[1], args[2..]);
return new StageChild(host, FaultSink.Parse).Run(args[0], CancellationToken.None);
