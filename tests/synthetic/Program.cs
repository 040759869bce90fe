using System.Globalization;
using Workbench.Harness.Calibration;
using Workbench.Harness.Golden;
using Workbench.Harness.Stages;
using Workbench.Pipeline.Runtime;
using Workbench.Synthetic;
using Workbench.Testing.Faults;

// The child process of the harness's own tests:
//   SyntheticPipeline REQUEST WEIGHTS [WEIGHT-FAULT...]          runs a stage
//   SyntheticPipeline accept CASE CLASS STAGE STEP               accepts a golden and dies of SIGKILL before file operation number STEP
//   SyntheticPipeline calibrate CASE CLASS WEIGHTS SCRATCH STEP  calibrates every stage and dies of SIGKILL before measurement or file operation number STEP
LibTorch.Load();
switch (args[0])
{
    case "accept":
        new GoldenStore(args[1], underCi: false).Accept(args[2], [args[3]], step: DyingAt(args[4]));
        return 0;
    case "calibrate":
        var pipeline = new SyntheticHost(args[3]);
        var calibration = new CaseCalibration(new(args[1], underCi: false), args[2], pipeline, new InProcessRunner(pipeline, args[4], FaultSink.Parse));
        await calibration.Run([.. pipeline.Stages.Select(s => s.Id)], 1, new(2026, 2, 28), CancellationToken.None, DyingAt(args[5]));
        return 0;
    default:
        return new StageChild(new SyntheticHost(args[1], args[2..]), FaultSink.Parse).Run(args[0], CancellationToken.None);
}

static Action<string> DyingAt(string step)
{
    var left = int.Parse(step, CultureInfo.InvariantCulture);
    var deadly = FaultCatalog.Find("kill");
    return _ =>
    {
        if (left-- == 0)
        {
            deadly.Apply(null!, null!);
        }
    };
}
