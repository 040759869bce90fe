using System.Globalization;
using Workbench.Harness.Golden;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Runtime;
using Workbench.Synthetic;
using Workbench.Testing.Faults;

// The child process of the harness's own tests:
//   SyntheticPipeline REQUEST WEIGHTS [WEIGHT-FAULT...]     runs a stage
//   SyntheticPipeline accept CASE CLASS STAGE STEP          accepts a golden and dies of SIGKILL before file operation number STEP
LibTorch.Load();
if (args[0] == "accept")
{
    var left = int.Parse(args[4], CultureInfo.InvariantCulture);
    var deadly = FaultCatalog.Find("kill");
    new GoldenStore(args[1], underCi: false).Accept(args[2], [args[3]], step: _ =>
    {
        if (left-- == 0)
        {
            deadly.Apply(null!, null!);
        }
    });
    return 0;
}

var host = new SyntheticHost(args[1], args[2..]);
return new StageChild(host, FaultSink.Parse).Run(args[0], CancellationToken.None);
